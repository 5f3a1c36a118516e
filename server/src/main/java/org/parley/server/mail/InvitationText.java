// SPDX-License-Identifier: Apache-2.0
package org.parley.server.mail;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import org.parley.server.calendar.Schedule;

/// What an invitation says, in one of the languages of the page.
///
/// @param host who invites
/// @param home where a number can be typed
public record InvitationText(String host, String title, String link, String home, String number, String passcode) {
    /// The languages that the page has.
    public enum Language {
        EN(Locale.ENGLISH),
        DE(Locale.GERMAN);

        private final Locale locale;

        Language(Locale locale) {
            this.locale = locale;
        }
    }

    public String subject(Language language) {
        return switch (language) {
            case EN -> "Invitation: " + title;
            case DE -> "Einladung: " + title;
        };
    }

    public String body(Language language, Optional<Schedule> schedule) {
        String when = schedule.map(s -> when(s, language)).orElse("");
        return switch (language) {
            case EN -> """
                    %s invites you to “%s”.
                    %s
                    Join: %s

                    Or go to %s
                    Meeting number: %s
                    Passcode: %s
                    """.formatted(host, title, when, link, home, spoken(), passcode);
            case DE -> """
                    %s lädt dich zu „%s“ ein.
                    %s
                    Teilnehmen: %s

                    Oder gehe zu %s
                    Besprechungsnummer: %s
                    Kenncode: %s
                    """.formatted(host, title, when, link, home, spoken(), passcode);
        };
    }

    private static String when(Schedule schedule, Language language) {
        LocalDateTime begins = schedule.begins();
        String time = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                .withLocale(language.locale)
                .format(begins);
        return time + " (" + schedule.zone().getId() + ")\n";
    }

    private String spoken() {
        return number.substring(0, 3) + " " + number.substring(3, 7) + " " + number.substring(7);
    }

    @Override
    public String toString() {
        return "InvitationText[…]";
    }
}
