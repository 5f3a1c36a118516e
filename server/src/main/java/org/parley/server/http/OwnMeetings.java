// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import org.parley.directory.Account;
import org.parley.directory.MeetingRecord;
import org.parley.server.MeetingOffice;

/// The meeting in the path, if it is the signed-in host's. Somebody else's does not exist for them.
final class OwnMeetings {
    record Own(Account host, MeetingRecord meeting) {
        String id() {
            return meeting.id();
        }
    }

    private final Hosts hosts;
    private final MeetingOffice office;

    OwnMeetings(Hosts hosts, MeetingOffice office) {
        this.hosts = hosts;
        this.office = office;
    }

    /// @throws Problem 401 or 404
    Own require(Context context) {
        Account host = hosts.require(context);
        return office.find(context.pathParam("number"))
                .filter(record -> record.owner().equals(host.id()))
                .map(record -> new Own(host, record))
                .orElseThrow(OwnMeetings::notFound);
    }

    static Problem notFound() {
        return new Problem(404, "You have no such meeting.");
    }
}
