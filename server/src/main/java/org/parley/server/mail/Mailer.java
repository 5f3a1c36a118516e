// SPDX-License-Identifier: Apache-2.0
package org.parley.server.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.parley.server.config.Settings;

/// Sends mail by SMTP (RFC 5321), each recipient a message of their own, so that nobody learns of the others. Keeps and
/// logs no address. May be called from any thread; blocks for as long as the mail server takes, within bounds.
public final class Mailer {
    private static final String TIMEOUT_MILLIS = "10000";

    private final Settings.Smtp smtp;
    private final Session session;
    private final InstantSource clock;

    /// @param to an address
    /// @param calendar what calendars read (RFC 6047), or null
    public record Mail(
            String to,
            String subject,
            String text,
            @Nullable String calendar) {
        @Override
        public String toString() {
            return "Mail[…]";
        }
    }

    /// Mail could not be handed over. The message is for logs: it names no recipient.
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message);
        }
    }

    public Mailer(Settings.Smtp smtp, InstantSource clock) {
        this.smtp = smtp;
        this.clock = clock;
        var properties = new Properties();
        String protocol = smtp.security() == Settings.Smtp.Security.TLS ? "smtps" : "smtp";
        properties.put("mail.transport.protocol", protocol);
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "host", smtp.host());
        properties.put(prefix + "port", Integer.toString(smtp.port()));
        properties.put(prefix + "auth", Boolean.toString(!smtp.user().isEmpty()));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        if (smtp.security() == Settings.Smtp.Security.STARTTLS) {
            properties.put(prefix + "starttls.enable", "true");
            properties.put(prefix + "starttls.required", "true");
        }
        for (String timeout : List.of("connectiontimeout", "timeout", "writetimeout")) {
            properties.put(prefix + timeout, TIMEOUT_MILLIS);
        }
        // Our own name in EHLO and in message ids would be that of the machine.
        properties.put(prefix + "localhost", "localhost");
        properties.put("mail.from", smtp.from());
        session = Session.getInstance(properties);
    }

    /// Hands over one mail after the other on one connection, until one is refused.
    ///
    /// @param sender the name beside our address
    /// @return how many were handed over
    /// @throws FailedException if none was
    public int send(String sender, List<Mail> mails) throws FailedException {
        int sent = 0;
        try (Transport transport = session.getTransport()) {
            if (smtp.user().isEmpty()) {
                transport.connect();
            } else {
                transport.connect(smtp.user(), smtp.password());
            }
            for (Mail mail : mails) {
                MimeMessage message = message(sender, mail);
                transport.sendMessage(message, message.getAllRecipients());
                sent++;
            }
            return sent;
        } catch (MessagingException e) {
            if (sent > 0) {
                return sent;
            }
            throw new FailedException(
                    "the mail server takes no mail: " + e.getClass().getSimpleName());
        }
    }

    private MimeMessage message(String sender, Mail mail) throws MessagingException {
        var message = new MimeMessage(session);
        message.setFrom(address(smtp.from(), sender));
        message.setRecipient(Message.RecipientType.TO, address(mail.to(), null));
        message.setSubject(mail.subject(), UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // RFC 3834: nobody's out-of-office answers this.
        message.setHeader("Auto-Submitted", "auto-generated");
        if (mail.calendar() == null) {
            message.setText(mail.text(), UTF_8.name());
        } else {
            var text = new MimeBodyPart();
            text.setText(mail.text(), UTF_8.name());
            var calendar = new MimeBodyPart();
            calendar.setContent(mail.calendar(), "text/calendar; charset=UTF-8; method=REQUEST");
            message.setContent(new MimeMultipart("alternative", text, calendar));
        }
        message.saveChanges();
        return message;
    }

    private static InternetAddress address(String address, @Nullable String name) throws MessagingException {
        try {
            return new InternetAddress(address, name, UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("no UTF-8", e);
        }
    }
}
