package io.starling.agent.http;

import java.util.List;

/// A noun of the API, with what can be done to it.
interface Resource {
    List<Operation> operations();
}
