// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.parley.server.config.SettingsException;

/// TLS for the HTTP server, from PEM files.
final class Tls {
    private static final char[] IN_MEMORY = "unused".toCharArray();

    private Tls() {}

    static SslContextFactory.Server factory(KeyStore keys) {
        var factory = new SslContextFactory.Server();
        use(factory, keys);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setSniRequired(false);
        return factory;
    }

    static void use(SslContextFactory.Server factory, KeyStore keys) {
        factory.setKeyStore(keys);
        factory.setKeyStorePassword(new String(IN_MEMORY));
        factory.setKeyManagerPassword(new String(IN_MEMORY));
    }

    /// @throws SettingsException if the files do not hold a certificate and its key
    static KeyStore read(Path certificate, Path key) {
        try {
            return keyStore(readKey(key), readChain(certificate));
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException(
                    "tls.certificate %s and tls.key %s cannot be used: they must be readable PEM files, the key unencrypted"
                            .formatted(certificate, key),
                    e);
        }
    }

    static KeyStore keyStore(PrivateKey key, Certificate[] chain) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, IN_MEMORY);
        store.setKeyEntry("parley", key, IN_MEMORY, chain);
        return store;
    }

    private static PrivateKey readKey(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file);
                var parser = new PEMParser(reader)) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                var converter = new JcaPEMKeyConverter();
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        }
        throw new IOException("no private key in the file");
    }

    private static Certificate[] readChain(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new IOException("no certificate in the file");
            }
            return chain.toArray(Certificate[]::new);
        }
    }
}
