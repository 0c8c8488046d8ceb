/// Starling's gossip core: membership, and events that reach every member.
///
/// The packages form floors, and imports point down:
///
/// ```
/// 4   netty  sim                                         two ways to be the world
/// 3   node                                               the confined coordinator
/// 2   membership  dissemination  event                   pure: rules, queues, clocks, codec
///     retention  coordinate  store  wire
/// 1   runtime                                            the ports
/// 0   model                                              the words
/// ```
///
/// Read `model` first, then `runtime`, then `node.NodeCore` and what it calls.
///
/// Sources are cited by key:
///
/// - `SWIM`: Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group
///   Membership Protocol", DSN 2002.
/// - `Lifeguard`: Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate
///   Failure Detection", DSN-W 2018.
/// - `Lamport`: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System",
///   CACM 21(7), 1978.
/// - `Vivaldi`: Dabek, Cox, Kaashoek, Morris, "Vivaldi: A Decentralized Network Coordinate System",
///   SIGCOMM 2004.
/// - `Ledlie`: Ledlie, Gardner, Seltzer, "Network Coordinates in the Wild", NSDI 2007.
/// - `Demers`: Demers et al., "Epidemic Algorithms for Replicated Database Maintenance", PODC 1987.
@NullMarked
package io.starling.gossip;

import org.jspecify.annotations.NullMarked;
