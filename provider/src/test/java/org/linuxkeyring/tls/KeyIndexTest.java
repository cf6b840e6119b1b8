package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.UnrecoverableKeyException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.TestKeys;

/** Which of the entries are asked about for a handshake, in the order of all. */
class KeyIndexTest {
    private static final long NOW = 150;
    private static final String FIRST = "cn=first";
    private static final String SECOND = "cn=second";

    private final KeyIndex index = new KeyIndex();
    private final Watched<KeyFacts> web = FakeCertificate.entry("web", 0, FakeCertificate.of("web.example"));
    private final Watched<KeyFacts> shop = FakeCertificate.entry("shop", 1, FakeCertificate.of("shop.example"));
    private final Watched<KeyFacts> both =
            FakeCertificate.entry("both", 2, FakeCertificate.of("web.example", "shop.example"));
    private final Watched<KeyFacts> rsa = FakeCertificate.entry(
            "rsa", 3, FakeCertificate.of(TestKeys.pair("RSA").getPublic(), "CN=first", 100, 199, "web.example"));
    private final Watched<KeyFacts> ofSecond = FakeCertificate.entry(
            "second", 4, FakeCertificate.of(FakeCertificate.KEY, "CN=second", 100, 199, "shop.example"));
    private final Watched<KeyFacts> over =
            FakeCertificate.entry("over", 5, FakeCertificate.of(FakeCertificate.KEY, "CN=second", 100, 120));

    @BeforeEach
    void addInAnotherOrder() {
        List.of(over, both, web, ofSecond, rsa, shop).forEach(index::add);
    }

    private static Hello hello(String host, Set<String> issuers, boolean looksFurther, String... algorithms) {
        return new Hello(
                Set.of(algorithms),
                issuers.isEmpty() ? Optional.empty() : Optional.of(issuers),
                Optional.ofNullable(host),
                looksFurther);
    }

    private static Hello hello(String host, String... algorithms) {
        return hello(host, Set.of(), false, algorithms);
    }

    private Collection<Watched<KeyFacts>> candidates(Hello hello) {
        return index.candidates(hello, NOW);
    }

    @Test
    void allAreInTheirOrder() {
        assertEquals(List.of(web, shop, both, rsa, ofSecond, over), index.all());
        web.move(9);
        assertEquals(List.of(shop, both, rsa, ofSecond, over, web), index.all());
    }

    @Test
    void anEntryIsFoundByItsAlias() {
        assertEquals(List.of(both), index.named("both"));
        assertEquals(List.of(), index.named("none"));
    }

    @Test
    void thoseOfTheHostHaveTheWantedAlgorithm() {
        assertEquals(List.of(web, both), index.ofHost(hello("WEB.example", "EC")));
        assertEquals(List.of(rsa), index.ofHost(hello("web.example", "RSA")));
        assertEquals(List.of(web, both, rsa), index.ofHost(hello("web.example", "RSA", "EC")));
        assertEquals(List.of(), index.ofHost(hello("other.example", "EC")));
        assertEquals(List.of(), index.ofHost(hello(null, "EC")));
        assertEquals(List.of(), index.ofHost(hello("web.example", Set.of(), true, "EC")));
    }

    @Test
    void besideThoseOfTheHostTheFirstOfEachProfileIsACandidate() {
        assertEquals(List.of(web, over), candidates(hello(null, "EC")));
        assertEquals(List.of(web, shop, both, ofSecond, over), candidates(hello("shop.example", "EC")));
        assertEquals(List.of(rsa), candidates(hello(null, "RSA")));
        assertEquals(List.of(web, rsa, over), candidates(hello(null, "RSA", "EC")));
        assertEquals(List.of(), candidates(hello(null, "DSA")));
    }

    @Test
    void ofIssuersTheFirstOfEachProfileIsACandidate() {
        assertEquals(List.of(web), candidates(hello(null, Set.of(FIRST), false, "EC")));
        assertEquals(List.of(ofSecond, over), candidates(hello(null, Set.of(SECOND), false, "EC")));
        assertEquals(List.of(web, ofSecond, over), candidates(hello(null, Set.of(FIRST, SECOND), false, "EC")));
        assertEquals(List.of(), candidates(hello(null, Set.of("cn=third"), false, "EC")));
    }

    @Test
    void whereTheApplicationLooksFurtherAllAreCandidates() {
        assertEquals(index.all(), candidates(hello("web.example", Set.of(FIRST), true, "DSA")));
    }

    @Test
    void aRemovedEntryIsFoundInNoWay() {
        List.of(web, both).forEach(index::remove);
        assertEquals(List.of(shop, rsa, ofSecond, over), index.all());
        assertEquals(List.of(), index.named("web"));
        assertEquals(List.of(), index.ofHost(hello("web.example", "EC")));
        assertEquals(List.of(shop, ofSecond), index.ofHost(hello("shop.example", "EC")));
        assertEquals(List.of(shop, over), candidates(hello(null, "EC")));
        assertEquals(List.of(shop), candidates(hello(null, Set.of(FIRST), false, "EC")));
    }

    @Test
    void nothingIsLeftOfAnEmptyIndex() {
        List.of(web, shop, both, rsa, ofSecond, over).forEach(index::remove);
        assertEquals(List.of(), index.all());
        assertEquals(List.of(), candidates(hello("web.example", "EC", "RSA")));
        assertEquals(List.of(), candidates(hello("web.example", Set.of(FIRST, SECOND), false, "EC", "RSA")));
        List.of(ofSecond, web).forEach(index::add);
        assertEquals(List.of(web), candidates(hello(null, Set.of(FIRST), false, "EC")));
        assertEquals(List.of(ofSecond), candidates(hello(null, Set.of(SECOND), false, "EC")));
    }

    @Test
    void anEntryThatAnotherHasReplacedUnderItsAliasIsNotRemovedWithIt() {
        Watched<KeyFacts> replaced = FakeCertificate.entry("web", 0, FakeCertificate.of("new.example"));
        index.add(replaced);
        index.remove(web);
        assertEquals(List.of(replaced), index.named("web"));
    }

    @Test
    void anotherOrderCountsFromItsNoteOn() {
        candidates(hello(null, "EC"));
        candidates(hello(null, Set.of(FIRST), false, "EC"));
        web.move(9);
        index.reorder();
        assertEquals(List.of(shop, over), candidates(hello(null, "EC")));
        assertEquals(List.of(shop), candidates(hello(null, Set.of(FIRST), false, "EC")));
    }

    @Test
    void theNextOneOfItsKindIsACandidateInPlaceOfARefusedOne() {
        candidates(hello(null, "EC"));
        candidates(hello(null, Set.of(FIRST), false, "EC"));
        KeyFacts refused = web.content().orElseThrow();
        refused.refuse(new UnrecoverableKeyException("refused"));
        index.refused(refused);
        assertEquals(List.of(shop, over), candidates(hello(null, "EC")));
        assertEquals(List.of(shop), candidates(hello(null, Set.of(FIRST), false, "EC")));
        index.remove(rsa);
        index.refused(rsa.content().orElseThrow());
        assertEquals(List.of(), candidates(hello(null, "RSA")));
    }

    @Test
    void anEntryWithoutContentIsLeftOut() {
        Watched<KeyFacts> empty = new Watched<>(web.place(), Optional.empty());
        index.add(empty);
        index.remove(empty);
        assertEquals(List.of(web), index.named("web"));
    }
}
