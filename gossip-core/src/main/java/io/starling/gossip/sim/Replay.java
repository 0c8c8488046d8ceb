package io.starling.gossip.sim;

/// How to see a run again.
///
/// @param test the simple name of the test class that made the run
public record Replay(String test, long seed) {
    /// The system property that makes the campaign run one seed.
    public static final String SEED_PROPERTY = "starling.seed";

    public static Replay ofCampaign(long seed) {
        return new Replay("CampaignTest", seed);
    }

    static Replay of(Mix mix, long seed) {
        return switch (mix) {
            case ALL -> ofCampaign(seed);
            case HISTORY -> new Replay("HistoryTest", seed);
        };
    }

    /// One line, to be pasted into a shell at the root of the repository.
    public String line() {
        return "replay: mvn -q -pl gossip-core test -Dtest=%s -D%s=%d"
                .formatted(test, SEED_PROPERTY, seed);
    }
}
