// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.parley.directory.PolicyRegister.ORGANISATION;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.parley.directory.MeetingRecord;
import org.parley.directory.MeetingRegister;
import org.parley.directory.PolicyRegister;
import org.parley.meeting.MeetingPolicy;
import org.parley.meeting.MeetingSettings;
import org.parley.server.cluster.MeetingMessage;
import org.parley.server.cluster.Meetings;

/// What organisation and hosts have set and fixed for meetings, and that the meetings know of it. Above them is the
/// installation's floor, which every meeting has by itself. Blocks on the database; may be called from any thread.
public final class Policies {
    private final PolicyRegister policies;
    private final MeetingRegister register;
    private final Meetings meetings;
    private final MeetingSettings lowest;

    /// @param lowest what the installation has fixed
    public Policies(PolicyRegister policies, MeetingRegister register, Meetings meetings, MeetingSettings lowest) {
        this.policies = policies;
        this.register = register;
        this.meetings = meetings;
        this.lowest = lowest;
    }

    public MeetingSettings lowest() {
        return lowest;
    }

    public MeetingPolicy organisation() {
        return read(ORGANISATION);
    }

    public MeetingPolicy host(String account) {
        return read(account);
    }

    /// What a new meeting of this account gets.
    public MeetingSettings defaults(String account) {
        return MeetingPolicy.defaultsOf(List.of(organisation(), host(account)));
    }

    /// What organisation and host have fixed for the meetings of this account.
    public MeetingSettings floor(String account) {
        return MeetingPolicy.floorOf(List.of(organisation(), host(account)));
    }

    /// Counts at once, in meetings that run too.
    public void setOrganisation(MeetingPolicy policy) {
        policies.put(ORGANISATION, PolicyText.write(policy));
        present().forEach(this::bind);
    }

    /// Counts at once, in meetings that run too.
    public void setHost(String account, MeetingPolicy policy) {
        policies.put(account, PolicyText.write(policy));
        present().stream().filter(record -> record.owner().equals(account)).forEach(this::bind);
    }

    private void bind(MeetingRecord record) {
        bind(record.id(), record.owner());
    }

    /// Tells a meeting what is fixed now. Whoever comes through the door brings it, so a meeting at which nobody is
    /// need
    /// not be told of a change.
    void bind(String meeting, String owner) {
        meetings.tell(meeting, new MeetingMessage.Bind(floor(owner)));
    }

    /// The meetings that run or at which somebody waits.
    private List<MeetingRecord> present() {
        Set<String> ids = new LinkedHashSet<>(register.running());
        ids.addAll(meetings.aliveHere());
        return ids.stream().flatMap(id -> register.byId(id).stream()).toList();
    }

    private MeetingPolicy read(String level) {
        return policies.find(level).map(PolicyText::read).orElse(MeetingPolicy.NONE);
    }
}
