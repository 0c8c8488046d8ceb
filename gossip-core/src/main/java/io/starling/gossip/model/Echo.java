package io.starling.gossip.model;

/// What comes back to whoever asked a question.
public sealed interface Echo {

    /// From each member at most one that is [Answer.Kind#PENDING], and one that is not.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Heard(Member member, Answer.Kind kind, byte[] content) implements Echo {}

    /// The last one.
    ///
    /// @param acknowledged members that said that the question is for them
    /// @param answered of these, the ones that said something to it, be it that they failed
    /// @param timedOut whether time ran out while nobody, or not all of those who promised an
    ///     answer, had answered
    record Over(int acknowledged, int answered, boolean timedOut) implements Echo {}
}
