package io.tieout.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.views.Bearer;
import io.tieout.views.Instances;
import io.tieout.views.Instances.Place;
import io.tieout.views.Listing;
import io.tieout.views.Lists;
import io.tieout.views.MovingException;
import io.tieout.views.Page;
import io.tieout.views.Progress;
import io.tieout.views.Views;
import io.tieout.views.ViewsTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the views for one question, wherever they are: a key at the instance that holds it, a list at all of them.
 * Where an instance is asked by another, it answers from the partitions that are named, or not at all.
 */
final class Reading {

    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    /** Outcomes of a kind that one case shows; a payout may have 100,000 lines. */
    private static final int OF_A_CASE = 500;

    private static final int BEARERS = 500;

    /** Short pages of the views that make one answer at most, so that no question reads on for ever. */
    static final int PAGES = 40;

    private final Instances instances;
    private final Peers peers;
    private final AnsweredBy answeredBy;
    private final Asker asker;

    Reading(Instances instances, Peers peers, AnsweredBy answeredBy, Asker asker) {
        this.instances = instances;
        this.peers = peers;
        this.answeredBy = answeredBy;
        this.asker = asker;
    }

    Optional<ObjectNode> entry(String id) {
        return byKey(
                ViewsTopology.ENTRIES,
                id,
                "/entries/" + Peers.encoded(id),
                views -> views.entry(id).map(entry -> object().set("entry", entry)));
    }

    Optional<ObjectNode> caseOf(String policy, String correlation) {
        String id = policy + "|" + correlation;
        return byKey(
                ViewsTopology.CASES,
                id,
                "/cases/" + Peers.encoded(policy) + "/" + Peers.encoded(correlation),
                views -> views.caseOf(id, OF_A_CASE).map(found -> shown(policy, correlation, found)));
    }

    private static ObjectNode shown(String policy, String correlation, ObjectNode found) {
        var shown = object().put("policy", policy).put("correlation_id", correlation);
        JsonNode state = found.path("cases").path(0);
        shown.set("case", state.isMissingNode() ? JsonNodeFactory.instance.nullNode() : state);
        for (String kind : List.of("matches", "match_lines", "late_arrivals", "exceptions")) {
            shown.set(kind, found.path(kind));
        }
        return shown.put("truncated", found.path("truncated").asBoolean(false));
    }

    /** Who bears a reference; nobody when it is not known. */
    ObjectNode bearers(String reference) {
        return known(reference).orElseGet(() -> {
            var nobody = object().put("reference", reference);
            nobody.putArray("bearers");
            return nobody.put("truncated", false);
        });
    }

    /** The same for who asks: another instance is to know whether this one knows it. */
    Optional<ObjectNode> bearersFor(String reference) {
        return asker.isInstance() ? known(reference) : Optional.of(bearers(reference));
    }

    private Optional<ObjectNode> known(String reference) {
        return byKey(ViewsTopology.REFERENCES, reference, "/references/" + Peers.encoded(reference), views -> {
            List<Bearer> bearers = views.bearers(reference, BEARERS + 1);
            if (bearers.isEmpty()) {
                return Optional.empty();
            }
            var shown = object().put("reference", reference);
            var list = shown.putArray("bearers");
            bearers.stream()
                    .limit(BEARERS)
                    .forEach(bearer ->
                            list.addObject().put("kind", bearer.kind()).put("id", bearer.id()));
            return Optional.of(shown.put("truncated", bearers.size() > BEARERS));
        });
    }

    private Optional<ObjectNode> byKey(
            String store, String key, String path, Function<Views, Optional<ObjectNode>> local) {
        Place place = instances.owner(store, key);
        if (asker.ofCopy()) {
            return ofCopy(store, place, local);
        }
        try {
            return ofOwner(store, place, path, local);
        } catch (MovingException away) {
            if (asker.isInstance()) {
                throw away;
            }
            Optional<ObjectNode> answer = ofAnyCopy(store, place, path, local);
            if (answer.isEmpty()) {
                throw away;
            }
            return answer;
        }
    }

    private Optional<ObjectNode> ofOwner(
            String store, Place place, String path, Function<Views, Optional<ObjectNode>> local) {
        if (place.address().equals(instances.self())) {
            if (!asker.mayHave(place.partition())) {
                throw new MovingException("Another part of the views was asked for.");
            }
            answeredBy.add(instances);
            return local.apply(instances.views(store, place.partition()));
        }
        if (asker.isInstance()) {
            throw new MovingException("This part of the views is at another instance by now.");
        }
        Optional<ObjectNode> answer = peers.ask(place.address(), path, Set.of(place.partition()));
        answer.ifPresent(answeredBy::add);
        return answer;
    }

    /** Empty when no copy knows of it: a copy is behind, so that says nothing. */
    private Optional<ObjectNode> ofAnyCopy(
            String store, Place place, String path, Function<Views, Optional<ObjectNode>> local) {
        for (String address : place.copies()) {
            try {
                Optional<ObjectNode> answer;
                if (address.equals(instances.self())) {
                    answer = ofCopy(store, place, local);
                } else {
                    answer = peers.askCopy(address, path, place.partition());
                    answer.ifPresent(answeredBy::add);
                }
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (MovingException alsoAway) {
                LOG.debug("A copy cannot answer either: {}", alsoAway.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<ObjectNode> ofCopy(String store, Place place, Function<Views, Optional<ObjectNode>> local) {
        if (!asker.mayHave(place.partition()) || !place.copies().contains(instances.self())) {
            throw new MovingException("This instance keeps no copy of this part of the views by now.");
        }
        Progress behind = instances.progressOfCopy(store, place.partition());
        Optional<ObjectNode> answer = local.apply(instances.copy(store, place.partition()));
        answer.ifPresent(found -> answeredBy.addCopy(instances, behind));
        return answer;
    }

    /**
     * A page of a list. For somebody it goes on until it is full, as far as {@link #PAGES}; another instance that asks
     * does that itself.
     */
    ObjectNode page(Listing listing, Map<String, String> parameters, Route route) {
        Page page = Page.filled(
                place -> onePage(listing.behind(place), parameters, route),
                listing.after(),
                listing.limit(),
                asker.isInstance() ? 1 : PAGES);
        var shown = object();
        var items = shown.putArray("items");
        page.rows().forEach(row -> items.add(row.outcome()));
        return page.reached() == null ? shown.putNull("next") : shown.put("next", Question.cursor(page.reached()));
    }

    private Page onePage(Listing listing, Map<String, String> parameters, Route route) {
        var asked = new TreeMap<>(parameters);
        if (listing.after() != null) {
            asked.put("cursor", Question.cursor(listing.after()));
        }
        var parts = new ArrayList<Page>();
        gather(
                ViewsTopology.LISTS,
                route.path() + Peers.query(asked),
                views -> parts.add(views.page(listing)),
                answer -> parts.add(page(listing.list(), answer)));
        return Page.merged(parts, listing.limit());
    }

    private static Page page(Lists list, JsonNode answer) {
        var rows = new ArrayList<Page.Row>();
        answer.path("items").forEach(item -> rows.add(new Page.Row(list.order(item), (ObjectNode) item)));
        JsonNode next = answer.path("next");
        return new Page(rows, next.isTextual() ? Question.order(next.asText()) : null);
    }

    /** All of a small store. */
    List<ObjectNode> all(String store, Route route, String field) {
        var all = new ArrayList<ObjectNode>();
        gather(
                store,
                route.path(),
                views -> all.addAll(views.all(store)),
                answer -> answer.path(field).forEach(one -> all.add((ObjectNode) one)));
        return all;
    }

    /** Every version of every policy that ran. */
    List<ObjectNode> policies() {
        return all(ViewsTopology.POLICIES, Route.POLICIES, "policies");
    }

    private void gather(String store, String path, Consumer<Views> local, Consumer<JsonNode> remote) {
        Set<Integer> only = asker.only();
        if (only != null) {
            if (asker.ofCopy()) {
                throw new MovingException("A list is made of no copies.");
            }
            answeredBy.add(instances);
            only.forEach(partition -> local.accept(instances.views(store, partition)));
            return;
        }
        instances.holders(store).forEach((address, partitions) -> {
            if (address.equals(instances.self())) {
                answeredBy.add(instances);
                partitions.forEach(partition -> local.accept(instances.views(store, partition)));
            } else {
                ObjectNode answer = peers.ask(address, path, partitions)
                        .orElseThrow(() -> new MovingException("The instance at " + address + " is another version."));
                answeredBy.add(answer);
                remote.accept(answer);
            }
        });
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
