// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.parley.server.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line.
@Command(
        name = "parley",
        description = "A meeting server that an organisation runs for its own people.",
        subcommands = {ServeCommand.class, DemoCommand.class, OperatorCommand.class, WarmUpCommand.class})
public final class Main {
    /// Exit status for what the operator can mend: arguments, configuration, ports, rights.
    static final int MISCONFIGURED = 2;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        var commandLine = new CommandLine(new Main());
        commandLine.setErr(new PrintWriter(System.err, true, Charset.defaultCharset()));
        commandLine.setParameterExceptionHandler((e, _) -> {
            e.getCommandLine().getErr().println("parley: " + e.getMessage());
            return MISCONFIGURED;
        });
        commandLine.setExecutionExceptionHandler((e, line, _) -> {
            if (e instanceof SettingsException) {
                line.getErr().println("parley: " + e.getMessage());
                return MISCONFIGURED;
            }
            e.printStackTrace(line.getErr());
            return 1;
        });
        return commandLine.execute(arguments);
    }
}
