// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/// A key and its self-signed certificate, drawn for the life of a process (ECDSA on P-256, which every
/// browser takes). Immutable.
public final class DtlsIdentity {
    private static final Duration VALID_FOR = Duration.ofDays(5 * 365);

    private final PrivateKey key;
    private final byte[] certificate;
    private final Fingerprint fingerprint;

    private DtlsIdentity(PrivateKey key, byte[] certificate) {
        this.key = key;
        this.certificate = certificate;
        fingerprint = Fingerprint.of("sha-256", certificate);
    }

    @SuppressWarnings("JavaUtilDate") // what the certificate builder takes
    public static DtlsIdentity draw(SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=Parley");
            byte[] certificate = new X509v3CertificateBuilder(
                            name,
                            new BigInteger(64, random).setBit(63),
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(VALID_FOR)),
                            name,
                            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setSecureRandom(random)
                            .build(pair.getPrivate()))
                    .getEncoded();
            return new DtlsIdentity(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java runtime cannot make an ECDSA certificate", e);
        }
    }

    TlsCredentialedSigner signer(JcaTlsCrypto crypto, TlsCryptoParameters parameters) {
        try {
            return new JcaDefaultTlsCredentialedSigner(
                    parameters,
                    crypto,
                    key,
                    new Certificate(new TlsCertificate[] {crypto.createCertificate(certificate)}),
                    SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
        } catch (IOException e) {
            throw new IllegalStateException("our own certificate cannot be read", e);
        }
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }
}
