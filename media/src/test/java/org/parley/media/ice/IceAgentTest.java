// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.parley.media.stun.IceUsername;
import org.parley.media.stun.MappedAddress;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;

class IceAgentTest {
    private static final MappedAddress SOURCE = new MappedAddress(new byte[] {10, 0, 0, 1}, 5_000);

    private final IceAgent agent = new IceAgent(new SecureRandom());
    private IceCredentials local = agent.negotiate("remo", "their password");
    private long now = 1;

    private final class Check {
        private final StunWriter writer = new StunWriter(StunMessage.BINDING_REQUEST, new byte[12]);
        private String remote = "remo";
        private IceCredentials to = local;

        Check remote(String ufrag) {
            remote = ufrag;
            return this;
        }

        Check nominating() {
            writer.add(StunAttribute.USE_CANDIDATE, new byte[0]);
            return this;
        }

        Check priority(long priority) {
            writer.priority(priority);
            return this;
        }

        Check with(int attribute, byte... value) {
            writer.add(attribute, value);
            return this;
        }

        Check to(IceCredentials credentials) {
            to = credentials;
            return this;
        }

        IceAgent.Outcome on(Object path) {
            byte[] bytes = writer.username(new IceUsername(to.ufrag(), remote))
                    .finish(to.pwd().getBytes(StandardCharsets.US_ASCII));
            return agent.onCheck(StunMessage.parse(bytes, bytes.length).orElseThrow(), path, SOURCE, now);
        }

        CandidatePair validOn(Object path) {
            return ((IceAgent.Outcome.Valid) on(path)).pair();
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void credentials_are_long_enough_and_never_the_same() {
        assertThat(local.ufrag()).hasSize(8).matches("[A-Za-z0-9+/]+");
        assertThat(local.pwd()).hasSize(24).matches("[A-Za-z0-9+/]+");
        assertThat(IceCredentials.draw(new SecureRandom())).isNotEqualTo(local);
        assertThat(local.toString()).doesNotContain(local.pwd());
    }

    @Test
    void a_valid_check_is_answered_with_the_address_it_came_from() {
        IceAgent.Outcome outcome = new Check().on("path");
        byte[] reply = ((IceAgent.Outcome.Valid) outcome).reply();
        StunMessage answer = StunMessage.parse(reply, reply.length).orElseThrow();
        assertThat(answer.type()).isEqualTo(StunMessage.BINDING_SUCCESS);
        assertThat(answer.mappedAddress()).contains(SOURCE);
        assertThat(answer.isAuthentic(local.pwd().getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
    }

    @Test
    void a_check_with_a_wrong_password_or_name_gets_no_answer() {
        assertThat(new Check().to(new IceCredentials(local.ufrag(), "wrong")).on("path"))
                .isInstanceOf(IceAgent.Outcome.Ignored.class);
        assertThat(new Check().to(new IceCredentials("nobody", local.pwd())).on("path"))
                .isInstanceOf(IceAgent.Outcome.Ignored.class);
        assertThat(new Check().remote("some").on("path")).isInstanceOf(IceAgent.Outcome.Ignored.class);
        assertThat(agent.selected()).isNull();
        assertThat(agent.consent(now)).isEqualTo(Consent.NEVER_GIVEN);
    }

    @Test
    void a_check_that_claims_our_role_or_more_than_we_understand_is_refused() {
        assertThat(new Check().with(StunAttribute.ICE_CONTROLLED, new byte[8]).on("path"))
                .isInstanceOf(IceAgent.Outcome.Refused.class);
        assertThat(new Check().with(0x7f01).on("path")).isInstanceOf(IceAgent.Outcome.Refused.class);
        assertThat(agent.selected()).isNull();
    }

    @Test
    void the_nominated_pair_is_used() {
        CandidatePair first = new Check().validOn("first");
        assertThat(agent.selected()).isSameAs(first);
        CandidatePair second = new Check().nominating().validOn("second");
        assertThat(agent.selected()).isSameAs(second);
        new Check().validOn("first");
        assertThat(agent.selected()).isSameAs(second);
    }

    @Test
    void of_two_nominated_pairs_the_one_of_higher_priority_is_used() {
        CandidatePair high = new Check().nominating().priority(200).validOn("high");
        new Check().nominating().priority(100).validOn("low");
        assertThat(agent.selected()).isSameAs(high);
        CandidatePair higher = new Check().nominating().priority(300).validOn("higher");
        assertThat(agent.selected()).isSameAs(higher);
    }

    @Test
    void the_nominated_pair_on_which_packets_come_is_used() {
        new Check().nominating().priority(200).validOn("high");
        CandidatePair low = new Check().nominating().priority(100).validOn("low");
        agent.onPacket(low, now);
        assertThat(agent.selected()).isSameAs(low);
    }

    @Test
    void a_nominated_pair_takes_over_when_the_used_one_is_silent() {
        new Check().nominating().priority(200).validOn("high");
        pass(Duration.ofSeconds(2));
        CandidatePair low = new Check().nominating().priority(100).validOn("low");
        assertThat(agent.selected()).isSameAs(low);
    }

    @Test
    void the_old_pair_stays_in_use_during_a_restart_until_a_new_one_is_nominated() {
        CandidatePair before = new Check().nominating().validOn("before");
        IceCredentials restarted = agent.negotiate("new0", "their new password");
        assertThat(restarted.ufrag()).isNotEqualTo(local.ufrag());
        assertThat(agent.ufrags()).containsExactly(restarted.ufrag(), local.ufrag());
        new Check().validOn("before");
        new Check().to(restarted).remote("new0").validOn("after");
        assertThat(agent.selected()).isSameAs(before);
        CandidatePair after =
                new Check().to(restarted).remote("new0").nominating().validOn("after");
        assertThat(agent.selected()).isSameAs(after);
        assertThat(agent.ufrags()).containsExactly(restarted.ufrag());
        assertThat(new Check().on("before")).isInstanceOf(IceAgent.Outcome.Ignored.class);
    }

    @Test
    void the_same_offer_again_restarts_nothing() {
        assertThat(agent.negotiate("remo", "their password")).isSameAs(local);
    }

    @Test
    void consent_goes_stale_then_expires_and_comes_back() {
        CandidatePair pair = new Check().nominating().validOn("path");
        assertThat(agent.consent(now)).isEqualTo(Consent.FRESH);
        pass(Duration.ofSeconds(6));
        assertThat(agent.consent(now)).isEqualTo(Consent.FRESH);
        pass(Duration.ofSeconds(1));
        assertThat(agent.consent(now)).isEqualTo(Consent.STALE);
        agent.onPacket(pair, now);
        assertThat(agent.consent(now)).isEqualTo(Consent.FRESH);
        pass(Duration.ofSeconds(30));
        assertThat(agent.consent(now)).isEqualTo(Consent.EXPIRED);
        new Check().validOn("path");
        assertThat(agent.consent(now)).isEqualTo(Consent.FRESH);
    }

    @Test
    void pairs_are_bounded_and_the_used_one_is_never_evicted() {
        CandidatePair used = new Check().nominating().validOn("used");
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(1));
            new Check().validOn("path " + i);
        }
        assertThat(agent.pairs()).hasSize(IceAgent.MAX_PAIRS).contains(used);
    }

    @Test
    void when_the_used_pair_ends_another_takes_over() {
        CandidatePair tcp = new Check().nominating().validOn("tcp");
        CandidatePair udp = new Check().validOn("udp");
        agent.forget(tcp);
        assertThat(agent.selected()).isSameAs(udp);
        agent.forget(udp);
        assertThat(agent.selected()).isNull();
    }
}
