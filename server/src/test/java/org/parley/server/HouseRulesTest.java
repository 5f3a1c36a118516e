// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The edges between the rooms of the house: what may use what.
class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.parley");

    @Test
    void media_uses_nothing_of_ours() {
        usesNothingOfOurs("media", "meeting", "directory", "e2ee", "server");
    }

    @Test
    void meeting_uses_nothing_of_ours() {
        usesNothingOfOurs("meeting", "media", "directory", "e2ee", "server");
    }

    @Test
    void directory_uses_nothing_of_ours() {
        usesNothingOfOurs("directory", "media", "meeting", "e2ee", "server");
    }

    @Test
    void e2ee_uses_nothing_of_ours() {
        usesNothingOfOurs("e2ee", "media", "meeting", "directory", "server");
    }

    @Test
    void nothing_uses_the_bad_networks_of_tests() {
        for (String module : new String[] {"media", "meeting", "directory", "e2ee", "server"}) {
            usesNothingOfOurs(module, "impairment");
        }
        usesNothingOfOurs("impairment", "media", "meeting", "directory", "e2ee", "server");
    }

    @Test
    void the_server_holds_no_member_of_a_group() {
        noClasses()
                .that()
                .resideInAPackage("org.parley.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.parley.e2ee.member..", "org.parley.e2ee.sframe..")
                .check(CLASSES);
    }

    private static void usesNothingOfOurs(String module, String... others) {
        for (String other : others) {
            noClasses()
                    .that()
                    .resideInAPackage("org.parley." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.parley." + other + "..")
                    .check(CLASSES);
        }
    }

    @Test
    void the_meeting_opens_no_socket_starts_no_thread_and_reads_no_clock() {
        sansIo("org.parley.meeting..");
    }

    @Test
    void the_forwarding_core_opens_no_socket_starts_no_thread_and_reads_no_clock() {
        sansIo(
                "org.parley.media.bwe..",
                "org.parley.media.rtp..",
                "org.parley.media.rtcp..",
                "org.parley.media.sdp..",
                "org.parley.media.sfu..",
                "org.parley.media.stun..",
                "org.parley.media.turn..");
    }

    @Test
    void the_model_of_bad_networks_opens_no_socket_starts_no_thread_and_reads_no_clock() {
        sansIo("org.parley.impairment");
    }

    @Test
    void the_delivery_service_opens_no_socket_starts_no_thread_and_reads_no_clock() {
        readsNoClockAndStartsNothing("", "org.parley.e2ee..");
    }

    private static void sansIo(String... packages) {
        readsNoClockAndStartsNothing("|java\\.security\\.SecureRandom", packages);
    }

    /// An InetSocketAddress is no socket, but a number beside an address.
    private static void readsNoClockAndStartsNothing(String more, String... packages) {
        noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.nio\\.channels\\..*|java\\.net\\.((?!InetSocketAddress).*Socket.*|http\\..*|URL.*Connection)"
                                + "|java\\.lang\\.Thread|java\\.util\\.concurrent\\..*(Executor|Scheduled).*|java\\.util\\.Timer.*"
                                + more)
                .check(CLASSES);
        for (String clock : new String[] {"currentTimeMillis", "nanoTime"}) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packages)
                    .should()
                    .callMethod(System.class, clock)
                    .check(CLASSES);
        }
        noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void only_the_command_line_writes_to_the_console() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.parley.server.Console")
                .and()
                .doNotHaveFullyQualifiedName("org.parley.server.Main")
                .and()
                .resideOutsideOfPackage("org.parley.impairment..")
                .should()
                .accessField(System.class, "out")
                .check(CLASSES);
    }
}
