package io.starling.gossip.wire;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.wire.proto.Wire;

/// Writes the exchanges that compare tables by their hashes.
final class DigestWriter {
    private DigestWriter() {}

    static Wire.Digest digest(Exchange.Digest digest) {
        var written =
                Wire.Digest.newBuilder()
                        .setSender(ModelWriter.row(digest.sender()))
                        .setTime(digest.time().value())
                        .setBits(digest.bits())
                        .setFrom(digest.from())
                        .addAllHashes(digest.hashes());
        digest.events().forEach(progress -> written.addEvents(ModelWriter.progress(progress)));
        return written.build();
    }

    static Wire.DigestAnswer answer(Exchange.DigestAnswer answer) {
        var written =
                Wire.DigestAnswer.newBuilder()
                        .setSender(ModelWriter.row(answer.sender()))
                        .setTime(answer.time().value())
                        .addAllDiffering(answer.differing())
                        .setNext(answer.next().orElse(0));
        answer.events().forEach(progress -> written.addEvents(ModelWriter.progress(progress)));
        answer.standings()
                .forEach(standing -> written.addStandings(ModelWriter.standing(standing)));
        return written.build();
    }

    static Wire.Rows rows(Exchange.Rows rows) {
        var written = Wire.Rows.newBuilder().setSender(ModelWriter.row(rows.sender()));
        rows.members().forEach(row -> written.addMembers(ModelWriter.row(row)));
        rows.standings().forEach(standing -> written.addStandings(ModelWriter.standing(standing)));
        rows.wanted().forEach(id -> written.addWanted(ModelWriter.id(id)));
        return written.build();
    }

    static Wire.RowsAnswer rowsAnswer(Exchange.RowsAnswer answer) {
        var written =
                Wire.RowsAnswer.newBuilder()
                        .setSender(ModelWriter.row(answer.sender()))
                        .setAnswered(answer.answered());
        answer.members().forEach(row -> written.addMembers(ModelWriter.row(row)));
        answer.standings()
                .forEach(standing -> written.addStandings(ModelWriter.standing(standing)));
        return written.build();
    }
}
