package io.starling.agent.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;

import io.starling.agent.config.WatchConfig.Handler;
import io.starling.agent.config.WatchConfig.Topic;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one watch of a file. The words of what is wrong are those that people who come from
/// Consul know; a remedy follows.
final class WatchSource {
    private final Fields fields;

    private WatchSource(Fields fields) {
        this.fields = fields;
    }

    /// A watch that is right in itself, and what only the whole configuration can judge.
    ///
    /// @param where for error messages
    record GivenWatch(
            String where,
            Optional<String> datacenter,
            Optional<String> token,
            Optional<Compat> compat,
            WatchConfig watch) {}

    /// @throws IllegalArgumentException with what is wrong
    static GivenWatch read(String where, ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return new WatchSource(new Fields(object)).read(where);
        }
        throw new IllegalArgumentException(
                "a watch must be an object such as { type = event, args = [\"/opt/handler\"] }");
    }

    private GivenWatch read(String where) {
        var type =
                fields.text("type")
                        .orElseThrow(() -> wrong("Watch type must be specified: type = event"));
        var topic = topic(type);
        var datacenter = fields.text("datacenter");
        var token = fields.text("token");
        var handler = handler();
        var compat = fields.text("compat").map(WatchSource::compat);
        int concurrency = fields.number("concurrency").orElse(1);
        int queueMax = fields.number("queue").orElse(WatchConfig.QUEUE);
        fields.requireNoneLeft();
        if (!(topic instanceof Topic.Events) && compat.isPresent()) {
            throw wrong("compat is for watches of type event: Consul has none of other types");
        }
        var watch = new WatchConfig(topic, handler, Compat.NONE, concurrency, queueMax);
        return new GivenWatch(where, datacenter, token, compat, watch);
    }

    private Topic topic(String type) {
        if (type.equals("event")) {
            return new Topic.Events(fields.text("name").filter(name -> !name.isEmpty()));
        }
        if (type.equals(Topic.Queries.TYPE)) {
            return new Topic.Queries(
                    fields.text("name")
                            .filter(name -> !name.isEmpty())
                            .orElseThrow(
                                    () ->
                                            wrong(
                                                    "a watch of type query needs the name of the"
                                                            + " query that it answers: name = X")));
        }
        if (type.equals(Topic.Members.ALL)) {
            return new Topic.Members(Optional.empty());
        }
        return new Topic.Members(
                Optional.of(
                        MemberChange.ofType(type)
                                .orElseThrow(
                                        () ->
                                                wrong(
                                                        "Unsupported watch type: %s; it is event, query, %s, or member- and one of join, leave, failed, update, reap"
                                                                .formatted(
                                                                        type,
                                                                        Topic.Members.ALL)))));
    }

    private Handler handler() {
        var kind = fields.text("handler_type").orElse("script");
        var args = fields.list("args");
        var line = fields.text("handler");
        var http = fields.object("http_handler_config");
        var timeout = fields.duration("timeout");
        boolean isHttp =
                switch (kind) {
                    case "http" -> true;
                    case "script" -> false;
                    default ->
                            throw wrong(
                                    "Handler type '%s' not recognized: it is script or http"
                                            .formatted(kind));
                };
        long handlers = (args.isPresent() ? 1 : 0) + (line.isPresent() ? 1 : 0) + (isHttp ? 1 : 0);
        if (handlers > 1) {
            throw wrong("Only one watch handler allowed: args, handler or handler_type = http");
        }
        if (handlers == 0) {
            throw wrong("Must define a watch handler: args, handler or handler_type = http");
        }
        if (isHttp) {
            if (timeout.isPresent()) {
                throw wrong("timeout of an http handler belongs into http_handler_config");
            }
            return webhook(
                    http.orElseThrow(
                            () ->
                                    wrong(
                                            "Handler type 'http' requires 'http_handler_config' to"
                                                    + " be set")));
        }
        if (http.isPresent()) {
            throw wrong("http_handler_config needs handler_type = http");
        }
        var command = args.or(() -> line.map(shell -> List.of("/bin/sh", "-c", shell)));
        return new Handler.Script(command.orElseThrow(), timeout.orElse(Handler.Script.TIMEOUT));
    }

    private static Handler webhook(Fields http) {
        var path =
                http.text("path")
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "http_handler_config requires 'path' to be set, a"
                                                        + " full URL"));
        var method = http.text("method").orElse("POST");
        var timeout = http.duration("timeout").orElse(Handler.Webhook.TIMEOUT);
        var headers = headers(http);
        boolean skipVerify = http.flag("tls_skip_verify");
        http.requireNoneLeft();
        try {
            return new Handler.Webhook(URI.create(path), method, headers, timeout, skipVerify);
        } catch (IllegalArgumentException refused) {
            throw wrong("http_handler_config cannot be used: " + refused.getMessage());
        }
    }

    private static List<Handler.Header> headers(Fields http) {
        var all = new ArrayList<Handler.Header>();
        for (var header : http.object("header").stream().toList()) {
            for (var name : header.names()) {
                header.list(name)
                        .ifPresent(v -> v.forEach(text -> all.add(new Handler.Header(name, text))));
            }
        }
        return all;
    }

    private static Compat compat(String text) {
        return Compat.parse(text)
                .orElseThrow(() -> wrong("compat must be none or consul, was \"" + text + "\""));
    }

    private static IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(sentence);
    }
}
