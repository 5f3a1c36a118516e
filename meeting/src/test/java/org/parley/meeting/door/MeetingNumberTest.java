// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingNumberTest {
    @Test
    void drawn_numbers_have_eleven_digits_and_do_not_begin_with_nought() {
        var random = new Random(1);
        assertThat(Stream.generate(() -> MeetingNumber.draw(random).digits()).limit(1_000))
                .allMatch(digits -> digits.matches("[1-9][0-9]{10}"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901", "123 4567 8901", "123-4567-8901", " 123\u00a04567\u00a08901 "})
    void people_may_group_the_digits(String typed) {
        assertThat(MeetingNumber.parse(typed)).contains(new MeetingNumber("12345678901"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567890",
                "123456789012",
                "02345678901",
                "1234567890x",
                "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\u0661",
                "1 2 3 4 5 6 7 8 9 0 1                       "
            })
    void anything_else_is_no_number(String typed) {
        assertThat(MeetingNumber.parse(typed)).isEmpty();
    }

    @Test
    void passcodes_keep_their_leading_noughts() {
        var random = new Random(7);
        assertThat(Stream.generate(() -> Passcode.draw(random).digits()).limit(1_000))
                .allMatch(digits -> digits.matches("[0-9]{6}"))
                .anyMatch(digits -> digits.startsWith("0"));
    }
}
