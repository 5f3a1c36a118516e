// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.parley.directory.Accounts;
import org.parley.directory.Database;
import org.parley.directory.DatabaseException;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes an account an operator's, or an ordinary one again, while no server runs on the data. (With PostgreSQL a
/// server may run on other data.)
@Command(
        name = "operator",
        description = "Makes an account an operator's: it sees scans and may block and allow by hand.",
        mixinStandardHelpOptions = true)
final class OperatorCommand implements Callable<Integer> {
    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "the account's name")
    private String name = "";

    @Option(names = "--revoke", description = "makes it an ordinary account again")
    private boolean revoke;

    @Override
    public Integer call() {
        Settings settings = options.read();
        Logging.level("error");
        try (var data = DataDirectory.open(settings.data());
                var database = Database.open(settings.database().orElseGet(() -> Database.embedded(data.path())))) {
            var accounts = new Accounts(database, InstantSource.system(), new SecureRandom());
            if (!accounts.setOperator(name, !revoke)) {
                throw new SettingsException("there is no account of this name");
            }
            Console.line(revoke ? "No operator any more" : "Operator");
            return 0;
        } catch (DatabaseException e) {
            throw new SettingsException(String.valueOf(e.getMessage()), e);
        }
    }
}
