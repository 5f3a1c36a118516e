// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate that nobody vouches for, to try Parley in a LAN. Made anew at each start.
final class SelfSigned {
    private static final Duration LIFETIME = Duration.ofDays(90);

    private SelfSigned() {}

    /// @param addresses names and addresses under which people open the server
    @SuppressWarnings("JavaUtilDate") // Bouncy Castle's builder asks for it
    static KeyStore make(List<String> addresses, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            var name = new X500Name("CN=Parley (self-signed)");
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(126, new SecureRandom()).setBit(0),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(LIFETIME)),
                    name,
                    keys.getPublic());
            builder.addExtension(Extension.subjectAlternativeName, false, names(addresses));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return Tls.keyStore(keys.getPrivate(), new Certificate[] {certificate});
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate could not be made", e);
        }
    }

    private static GeneralNames names(List<String> addresses) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        for (String address : addresses) {
            boolean numeric = address.contains(":") || address.matches("[0-9.]+");
            names.add(new GeneralName(numeric ? GeneralName.iPAddress : GeneralName.dNSName, address));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }
}
