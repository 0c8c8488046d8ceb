package io.starling.agent.http;

import io.starling.agent.metrics.Metrics;
import io.starling.agent.service.Service;
import io.starling.agent.service.ServiceReader;
import io.starling.agent.service.ServiceRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The services of this agent.
final class ServicesResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(ServicesResource.class);

    private final ServiceRegistry services;
    private final String datacenter;
    private final Metrics metrics;

    ServicesResource(ServiceRegistry services, String datacenter, Metrics metrics) {
        this.services = services;
        this.datacenter = datacenter;
        this.metrics = metrics;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/agent/services", this::list),
                Operation.get("/v1/agent/service/", this::show),
                Operation.put("/v1/agent/service/register", this::register),
                Operation.put("/v1/agent/service/deregister/", this::deregister));
    }

    private CompletionStage<Reply> list(Request request) {
        var json = new LinkedHashMap<String, Object>();
        services.all().forEach(one -> json.put(one.id(), ServiceJson.of(one, datacenter)));
        return Operation.now(Reply.json(request, json));
    }

    private CompletionStage<Reply> show(Request request) {
        return Operation.now(
                services.find(request.rest())
                        .map(service -> shown(request, service))
                        .orElseGet(() -> Reply.text(404, "unknown service ID: " + request.rest())));
    }

    private Reply shown(Request request, Service service) {
        var json = ServiceJson.withHash(service, datacenter);
        return Reply.json(request, json)
                .withHeader(
                        "X-Consul-ContentHash", String.valueOf(json.get(ServiceJson.CONTENT_HASH)));
    }

    private CompletionStage<Reply> register(Request request) {
        if (request.body().length == 0) {
            return Operation.now(Reply.text(400, "Request decode failed: EOF"));
        }
        try {
            var definition = ServiceReader.read(Json.readObject(request.body()));
            return registered(definition);
        } catch (JacksonException malformed) {
            return Operation.now(
                    Reply.text(400, "Request decode failed: " + Json.problem(malformed)));
        } catch (ServiceReader.MalformedException malformed) {
            return Operation.now(
                    Reply.text(400, "Request decode failed: json: " + malformed.getMessage()));
        } catch (IllegalArgumentException refused) {
            return Operation.now(Reply.text(400, String.valueOf(refused.getMessage())));
        } catch (ServiceRegistry.FullException full) {
            metrics.serviceRefused();
            return Operation.now(Reply.text(500, "service not registered: " + full.getMessage()));
        }
    }

    private CompletionStage<Reply> registered(ServiceReader.Definition definition) {
        var service = definition.service();
        var kept = services.register(service);
        metrics.services(services.size());
        LOG.info("service {} ({}) registered", service.id(), service.name());
        if (!definition.passedOver().isEmpty()) {
            LOG.warn(
                    "service {}: without effect here: {}",
                    service.id(),
                    String.join(", ", definition.passedOver()));
        }
        return kept.thenApply(_ -> Reply.empty(200));
    }

    private CompletionStage<Reply> deregister(Request request) {
        if (request.rest().isEmpty()) {
            return Operation.now(Reply.text(500, "ServiceID missing"));
        }
        var kept = services.deregister(request.rest());
        metrics.services(services.size());
        return kept.thenApply(_ -> Reply.empty(200));
    }
}
