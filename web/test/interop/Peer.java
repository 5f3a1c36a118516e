// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.delivery.Delivery;
import org.parley.e2ee.delivery.Input;
import org.parley.e2ee.delivery.Output;
import org.parley.e2ee.delivery.ToMember;
import org.parley.e2ee.member.GroupTerms;
import org.parley.e2ee.member.LinkPsk;
import org.parley.e2ee.member.Member;
import org.parley.e2ee.member.MlsException;
import org.parley.e2ee.mls.Suite;

/// The Java half of the interoperation test: the delivery service, and members beside those of the browser's stack. Commands come in by lines of
/// `word key=value …`; what is said goes out by lines of JSON.
public final class Peer {
    private final SecureRandom random = new SecureRandom();
    private final Delivery delivery;
    private final Optional<LinkPsk> linkPsk;
    private final Map<ParticipantId, Member> members = new LinkedHashMap<>();

    private Peer(Suite suite, Optional<LinkPsk> linkPsk) {
        this.linkPsk = linkPsk;
        this.delivery = new Delivery(suite, linkPsk.isPresent(), random);
    }

    public static void main(String[] args) throws Exception {
        var psk = args.length == 1 ? Optional.<LinkPsk>empty() : Optional.of(new LinkPsk(HexFormat.of().parseHex(args[1])));
        new Peer(Suite.valueOf(args[0]), psk).run();
    }

    private void run() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Thread.ofVirtual().start(() -> {
            try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line; (line = in.readLine()) != null; ) {
                    lines.add(line);
                }
            } catch (java.io.IOException e) {
                // The end is the end.
            }
            lines.add("end");
        });
        for (; ; ) {
            var wake = delivery.nextWake();
            var wait = wake.equals(Instant.MAX) ? 60_000 : Math.max(0, Duration.between(Instant.now(), wake).toMillis());
            var line = lines.poll(Math.min(wait, 60_000), TimeUnit.MILLISECONDS);
            if (line == null) {
                tell(new Input.Tick());
            } else if (line.equals("end")) {
                return;
            } else {
                command(line);
            }
        }
    }

    private void command(String line) throws MlsException {
        var words = line.split(" ");
        var given = new HashMap<String, String>();
        for (var i = 1; i < words.length; i++) {
            var at = words[i].indexOf('=');
            given.put(words[i].substring(0, at), words[i].substring(at + 1));
        }
        var who = new ParticipantId(given.get("who"));
        switch (words[0]) {
            case "admit" -> tell(new Input.Admitted(identity(given.get("kind"), who)));
            case "left" -> tell(new Input.Left(who));
            case "member" -> {
                var member = new Member(identity(given.get("kind"), who), random);
                members.put(who, member);
                tell(new Input.Admitted(member.identity()));
                tell(new Input.Join(who, member.newKeyPackage(Instant.now()), new Input.Reason.New()));
            }
            case "say" -> {
                var member = members.get(who);
                var text = bytes(given.get("text")).toArray();
                tell(new Input.Application(who, 1, member.epoch(), member.protect(text), null));
            }
            case "mls-join" -> {
                var reason = switch (given.get("reason")) {
                    case "new" -> new Input.Reason.New();
                    case "lost" -> new Input.Reason.Lost();
                    case "bad-welcome" -> new Input.Reason.BadWelcome();
                    default -> new Input.Reason.BadCommit(Long.parseLong(given.get("epoch")));
                };
                tell(new Input.Join(who, bytes(given.get("keyPackage")), reason));
            }
            case "mls-created" -> tell(new Input.Created(who, bytes(given.get("groupInfo"))));
            case "mls-commit" -> {
                var welcome = given.containsKey("welcome") ? bytes(given.get("welcome")) : null;
                var round = Integer.parseInt(given.get("round"));
                tell(new Input.CommitMade(who, number(given, "epoch"), round, bytes(given.get("commit")), welcome));
            }
            case "mls-sync" -> tell(new Input.Sync(who, bytes(given.get("groupId")), number(given, "epoch"), number(given, "sequence")));
            case "mls-application" -> {
                var to = given.containsKey("to") ? new ParticipantId(given.get("to")) : null;
                tell(new Input.Application(who, number(given, "id"), number(given, "epoch"), bytes(given.get("message")), to));
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void tell(Input input) {
        for (var output : delivery.on(input, Instant.now())) {
            switch (output) {
                case Output.Send send -> {
                    var member = members.get(send.to());
                    if (member == null) {
                        say("to", send.to().value(), "message", json(send.message()));
                    } else {
                        handle(send.to(), member, send.message());
                    }
                }
                case Output.EpochBegun begun -> say("began", begun.epoch());
                case Output.GroupAbandoned ignored -> say("abandoned", true);
                case Output.Blamed blamed -> say("blamed", blamed.author().value());
            }
        }
    }

    private void handle(ParticipantId who, Member member, ToMember message) {
        try {
            switch (message) {
                case ToMember.Create create -> tell(new Input.Created(
                        who, member.create(new GroupTerms(create.groupId(), create.externalSender(), linkPsk))));
                case ToMember.CommitNow now -> {
                    var made = member.commit(now.proposals(), now.path());
                    tell(new Input.CommitMade(
                            who, now.epoch(), now.round(), made.commit(), made.welcome().orElse(null)));
                }
                case ToMember.Commit commit -> {
                    member.process(commit.proposals(), commit.commit(), Instant.now());
                    if (member.isIn()) {
                        state(who, member);
                    }
                }
                case ToMember.Welcome welcome -> {
                    var terms = new GroupTerms(welcome.groupId(), welcome.externalSender(), linkPsk);
                    member.join(terms, welcome.epoch(), welcome.welcome(), welcome.tree());
                    state(who, member);
                }
                case ToMember.Application said -> {
                    var opened = member.unprotect(said.epoch(), said.message(), Instant.now());
                    var text = new String(opened.application().toArray(), StandardCharsets.UTF_8);
                    say("java", who.value(), "text", text, "leaf", opened.sender());
                }
                case ToMember.Rejoin rejoin -> say("java", who.value(), "trouble", rejoin.reason().name());
                case ToMember.Refused refused -> say("java", who.value(), "trouble", refused.reason().name());
                case ToMember.Ack ignored -> {}
            }
        } catch (MlsException e) {
            say("java", who.value(), "trouble", String.valueOf(e.getMessage()));
        }
    }

    private void state(ParticipantId who, Member member) throws MlsException {
        var roster = new ArrayList<String>();
        new TreeMap<>(member.roster()).forEach((leaf, identity) -> roster.add(leaf + " " + identity));
        var key = HexFormat.of().formatHex(member.export("SFrame 1.0 Base Key", new byte[0], 16));
        say("java", who.value(), "epoch", member.epoch(), "code", member.safetyCode().digits(), "key", key, "roster", roster);
    }

    private static Object json(ToMember message) {
        var out = new LinkedHashMap<String, Object>();
        switch (message) {
            case ToMember.Create m -> {
                out.put("type", "mls-create");
                out.put("groupId", m.groupId());
                out.put("externalSender", m.externalSender());
                out.put("linkBound", m.linkBound());
            }
            case ToMember.CommitNow m -> {
                out.put("type", "mls-commit-now");
                out.put("groupId", m.groupId());
                out.put("epoch", m.epoch());
                out.put("round", m.round());
                out.put("proposals", m.proposals());
                out.put("path", m.path());
            }
            case ToMember.Commit m -> {
                out.put("type", "mls-commit");
                out.put("groupId", m.groupId());
                out.put("epoch", m.epoch());
                out.put("proposals", m.proposals());
                out.put("commit", m.commit());
            }
            case ToMember.Welcome m -> {
                out.put("type", "mls-welcome");
                out.put("groupId", m.groupId());
                out.put("epoch", m.epoch());
                out.put("welcome", m.welcome());
                out.put("tree", m.tree());
                out.put("externalSender", m.externalSender());
                out.put("linkBound", m.linkBound());
            }
            case ToMember.Rejoin m -> {
                out.put("type", "mls-rejoin");
                out.put("reason", word(m.reason()));
            }
            case ToMember.Application m -> {
                out.put("type", "mls-application");
                out.put("sequence", m.sequence());
                out.put("from", m.from().value());
                out.put("epoch", m.epoch());
                out.put("message", m.message());
                if (m.isPrivate()) {
                    out.put("private", true);
                }
            }
            case ToMember.Ack m -> {
                out.put("type", "mls-ack");
                out.put("id", m.id());
                out.put("sequence", m.sequence());
            }
            case ToMember.Refused m -> {
                out.put("type", "mls-refused");
                out.put("re", m.of() == Input.Join.class ? "mls-join"
                        : m.of() == Input.Application.class ? "mls-application"
                        : m.of() == Input.CommitMade.class ? "mls-commit"
                        : m.of() == Input.Created.class ? "mls-created" : "mls-sync");
                out.put("reason", word(m.reason()));
                out.put("epoch", m.epoch());
                out.put("time", m.time());
                if (m.id() != null) {
                    out.put("id", m.id());
                }
            }
        }
        return out;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static Identity identity(String kind, ParticipantId who) {
        return Identity.parse(Bytes.copyOf(("v1:" + kind + ":" + who).getBytes(StandardCharsets.US_ASCII))).orElseThrow();
    }

    private static long number(Map<String, String> given, String name) {
        return Long.parseLong(given.getOrDefault(name, "0"));
    }

    private static Bytes bytes(String text) {
        return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
    }

    private static void say(Object... pairs) {
        var out = new LinkedHashMap<String, Object>();
        for (var i = 0; i < pairs.length; i += 2) {
            out.put((String) pairs[i], pairs[i + 1]);
        }
        System.out.println(write(out));
    }

    private static String write(Object value) {
        return switch (value) {
            case Bytes b -> '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(b.toArray()) + '"';
            case String s -> '"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case List<?> l -> "[" + String.join(",", l.stream().map(Peer::write).toList()) + "]";
            case Map<?, ?> m -> "{" + String.join(",", m.entrySet().stream()
                    .map(e -> write(e.getKey()) + ":" + write(e.getValue())).toList()) + "}";
            default -> String.valueOf(value);
        };
    }
}
