// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.meeting.Role;

class DoorTest {
    private final Random random = new Random(42);
    private final Door door = new Door(new KeyedHash(new byte[32]));
    private final Invitation.Open invitation = Invitation.draw(MeetingNumber.draw(random), random);
    private final String number = invitation.number().digits();
    private final DoorEntry entry = door.entryFor("meeting", "owner", invitation);

    @Test
    void each_way_in_gives_its_role() {
        assertThat(knock(new Proof.ByPasscode(invitation.passcode().digits())))
                .isEqualTo(new DoorAnswer.Granted("meeting", Role.PARTICIPANT));
        assertThat(knock(new Proof.ByKey(invitation.guestLink().key().text())))
                .isEqualTo(new DoorAnswer.Granted("meeting", Role.PARTICIPANT));
        assertThat(knock(new Proof.ByKey(invitation.hostLink().key().text())))
                .isEqualTo(new DoorAnswer.Granted("meeting", Role.HOST));
        assertThat(knock(new Proof.ByAccount("owner"))).isEqualTo(new DoorAnswer.Granted("meeting", Role.HOST));
    }

    @Test
    void everything_else_is_refused() {
        assertThat(knock(new Proof.ByPasscode("0"))).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByPasscode(""))).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByPasscode(invitation.guestLink().text()))).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByKey(invitation.passcode().digits()))).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByKey(invitation.hostLink().key().text().repeat(3))))
                .isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByKey(invitation.guestLink().text()))).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByAccount("somebody else"))).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByAccount(""))).isEqualTo(new DoorAnswer.Refused());
    }

    @Test
    void a_meeting_that_is_not_there_refuses_even_what_the_decoy_is_made_of() {
        for (Proof proof : new Proof[] {
            new Proof.ByPasscode("passcode"),
            new Proof.ByKey("guest"),
            new Proof.ByKey("host"),
            new Proof.ByAccount("\0"),
            new Proof.ByAccount("")
        }) {
            assertThat(door.knock(number, Optional.empty(), proof)).isEqualTo(new DoorAnswer.Refused());
        }
    }

    @Test
    void a_link_bound_meeting_opens_to_its_link_and_owner_and_to_no_passcode() {
        LinkSecret guests = LinkSecret.draw(random);
        var bound = Invitation.draw(invitation.number(), guests.key(), random);
        var kept = Optional.of(door.entryFor("meeting", "owner", bound));
        assertThat(door.knock(number, kept, new Proof.ByKey(guests.key().text())))
                .isEqualTo(new DoorAnswer.Granted("meeting", Role.PARTICIPANT));
        assertThat(door.knock(
                        number, kept, new Proof.ByKey(bound.hostLink().key().text())))
                .isEqualTo(new DoorAnswer.Granted("meeting", Role.HOST));
        assertThat(door.knock(number, kept, new Proof.ByAccount("owner")))
                .isEqualTo(new DoorAnswer.Granted("meeting", Role.HOST));
        for (int code = 0; code < 1_000_000; code += 997) {
            assertThat(door.knock(number, kept, new Proof.ByPasscode("%06d".formatted(code))))
                    .isEqualTo(new DoorAnswer.Refused());
        }
        assertThat(door.knock(number, kept, new Proof.ByPasscode(""))).isEqualTo(new DoorAnswer.Refused());
    }

    @Test
    void a_proof_for_one_number_does_not_open_another() {
        assertThat(door.knock(
                        "12345678901",
                        Optional.of(entry),
                        new Proof.ByPasscode(invitation.passcode().digits())))
                .isEqualTo(new DoorAnswer.Refused());
    }

    /// Python: hmac(hmac(32 zeros, "s3cret"), "Parley link door" + 0x01), SHA-256.
    @Test
    void the_key_of_a_link_is_the_one_that_browsers_make() {
        assertThat(new LinkSecret("s3cret").key().text()).isEqualTo("l2io0GCNp6Hok_TVWnJzLktLyclPCjq_-LNuaNaKpnc");
    }

    @Test
    void nothing_secret_prints() {
        assertThat(invitation + " " + new Proof.ByPasscode("123456") + entry + invitation.hostLink())
                .doesNotContain(invitation.passcode().digits())
                .doesNotContain(invitation.hostLink().text())
                .doesNotContain("123456");
    }

    @Test
    void a_registration_opens_its_meeting_to_the_browser_that_used_it_first() {
        LinkSecret secret = LinkSecret.draw(random);
        var shown = new Proof.ByKey(secret.key().text());
        Digest link = door.registered(number, secret.key().text());
        Digest ada = new KeyedHash(new byte[32]).of("device", "ada");
        Digest eve = new KeyedHash(new byte[32]).of("device", "eve");
        var fresh = new Registration("r1", "meeting", "Ada", link, null);
        var used = new Registration("r1", "meeting", "Ada", link, ada);
        assertThat(knock(shown, fresh, ada)).isEqualTo(new DoorAnswer.Granted("meeting", Role.PARTICIPANT, fresh));
        assertThat(knock(shown, used, ada)).isEqualTo(new DoorAnswer.Granted("meeting", Role.PARTICIPANT, used));
        assertThat(knock(shown, used, eve)).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(shown, used, null)).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(shown, fresh, null)).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(new Proof.ByKey("x"), fresh, ada)).isEqualTo(new DoorAnswer.Refused());
        assertThat(knock(shown, new Registration("r1", "other", "Ada", link, null), ada))
                .isEqualTo(new DoorAnswer.Refused());
        assertThat(door.knock(number, Optional.empty(), shown, new Registration("r1", "", "Ada", link, null), ada))
                .isEqualTo(new DoorAnswer.Refused());
        assertThat(door.knock("12345678901", Optional.of(entry), shown, fresh, ada))
                .isEqualTo(new DoorAnswer.Refused());
    }

    @Test
    void the_links_of_all_open_whatever_registration_was_found() {
        var other = new Registration("last", "last", "", door.registered(number, "x"), null);
        var host = new Proof.ByKey(invitation.hostLink().key().text());
        assertThat(knock(host, other, null)).isEqualTo(new DoorAnswer.Granted("meeting", Role.HOST));
    }

    private DoorAnswer knock(Proof.ByKey proof, Registration found, @Nullable Digest device) {
        return door.knock(number, Optional.of(entry), proof, found, device);
    }

    private DoorAnswer knock(Proof proof) {
        return door.knock(number, Optional.of(entry), proof);
    }
}
