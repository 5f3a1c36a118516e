// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.mls.Writer;

class ChatTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Network network = new Network(51);

    @BeforeEach
    void three_are_in() {
        for (var name : List.of("ada", "lin", "eve")) {
            network.admit(name);
            network.run(A_MOMENT);
        }
    }

    @Test
    void everybody_gets_messages_in_one_order_and_the_author_an_acknowledgement() {
        network.client("ada").say(5, "one");
        network.client("lin").say(6, "two");
        network.run(A_MOMENT);

        assertThat(network.client("eve").read).containsExactlyInAnyOrder("ada: one", "lin: two");
        assertThat(network.client("eve").received)
                .filteredOn(ToMember.Application.class::isInstance)
                .extracting(message -> ((ToMember.Application) message).sequence())
                .containsExactly(1L, 2L);
        assertThat(network.sent(ToMember.Ack.class))
                .extracting(ToMember.Ack::id)
                .containsExactlyInAnyOrder(5L, 6L);
    }

    @Test
    void a_message_of_the_epoch_before_is_still_read_when_nobody_was_removed() {
        var ada = network.client("ada");
        ada.extraDelay = Duration.ofMillis(150);
        ada.say(1, "under way");
        network.admit("bob");
        network.run(Duration.ofSeconds(1));

        assertThat(network.client("lin").read).containsExactly("ada: under way");
        assertThat(network.client("bob").read).isEmpty();
    }

    @Test
    void a_private_note_reaches_its_recipient_alone() {
        var ada = network.client("ada");
        network.tell(new Input.Application(
                ada.id(),
                1,
                ada.member.epoch(),
                note(ada, network.client("lin")),
                network.client("lin").id()));

        assertThat(network.all(Output.Send.class))
                .filteredOn(send -> send.message() instanceof ToMember.Application)
                .singleElement()
                .satisfies(send -> assertThat(send.to().value()).isEqualTo("lin"));
    }

    @Test
    void connectors_get_no_private_notes() {
        var phone = network.admit("phone", Kind.PHONE);
        network.run(A_MOMENT);
        var ada = network.client("ada");
        network.tell(new Input.Application(ada.id(), 1, ada.member.epoch(), note(ada, phone), phone.id()));
        network.run(A_MOMENT);

        assertThat(ada.refusals).extracting(ToMember.Refused::reason).containsExactly(Refusal.NOT_ALLOWED);
    }

    @Test
    void what_is_no_application_message_of_this_epoch_is_refused() {
        var ada = network.client("ada");
        var epoch = ada.member.epoch();
        network.tell(new Input.Application(ada.id(), 1, epoch, Network.bytes("plain text"), null));
        network.tell(new Input.Application(ada.id(), 2, epoch + 1, Network.bytes("later"), null));
        network.tell(
                new Input.Application(ada.id(), 3, epoch, Bytes.copyOf(new byte[Limits.APPLICATION_BYTES + 1]), null));
        network.run(A_MOMENT);

        assertThat(ada.refusals)
                .extracting(ToMember.Refused::reason)
                .containsExactly(Refusal.MALFORMED, Refusal.WRONG_EPOCH, Refusal.TOO_LARGE);
    }

    @Test
    void a_flood_is_refused_and_the_others_go_on() {
        IntStream.range(0, 40).forEach(i -> network.client("eve").say(i, "spam"));
        network.client("ada").say(1, "hello");
        network.run(A_MOMENT);

        assertThat(network.client("eve").refusals)
                .extracting(ToMember.Refused::reason)
                .isNotEmpty()
                .containsOnly(Refusal.TOO_MANY);
        assertThat(network.client("lin").read).contains("ada: hello");
    }

    @Test
    void a_private_note_in_anothers_name_is_refused() {
        var ada = network.client("ada");
        var lin = network.client("lin");
        var eve = network.client("eve");
        network.tell(new Input.Application(eve.id(), 1, eve.member.epoch(), note(ada, lin), lin.id()));
        network.run(A_MOMENT);

        assertThat(eve.refusals).extracting(ToMember.Refused::reason).containsExactly(Refusal.MALFORMED);
    }

    /// Only the outside is right.
    private static Bytes note(Client from, Client to) {
        return new Writer()
                .uint8(1)
                .uint64(from.member.epoch())
                .uint32(from.member.ownLeaf())
                .uint32(to.member.ownLeaf())
                .opaque(new byte[32])
                .opaque(new byte[40])
                .opaque(new byte[64])
                .toBytes();
    }
}
