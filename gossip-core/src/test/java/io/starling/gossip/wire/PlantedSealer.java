package io.starling.gossip.wire;

/// A door without a lock, for the planted bugs.
final class PlantedSealer {
    private PlantedSealer() {}

    /// Everything is of this cluster.
    static Sealer.Opened opensForeign(Sealer sealer, byte[] sealed) {
        var header = new Header(sealed);
        try {
            header.check();
            header.checkSum();
            return header;
        } catch (MalformedException malformed) {
            return new Sealer.Opened.Malformed(malformed.reason());
        }
    }
}
