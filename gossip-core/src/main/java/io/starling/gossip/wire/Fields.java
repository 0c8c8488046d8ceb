package io.starling.gossip.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A walk over the fields of a Protocol Buffers message, and of the messages in it.
///
///     while (in.next()) {
///         switch (in.number()) {
///             case Wire.Nack.SEQUENCE_FIELD_NUMBER -> sequence = in.varint();
///             default -> in.skip();
///         }
///     }
///
/// What a field holds is asked for once, or skipped. A known field with another wire type than
/// expected is malformed. Nothing is set aside for a length before that length is known to be
/// there.
final class Fields {

    /// Reads the fields of one message, up to its end.
    @FunctionalInterface
    interface Reader<T> {
        T read(Fields in) throws IOException;
    }

    private byte[] bytes;
    private int offset;
    private CodedInputStream in;
    private int tag;

    /// @param offset where the message begins; it reaches to the end of the array
    Fields(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.offset = offset;
        this.in = in(bytes, offset);
    }

    /// Goes on with another array, for one who reads many.
    Fields over(byte[] next, int nextOffset) {
        bytes = next;
        offset = nextOffset;
        in = in(next, nextOffset);
        return this;
    }

    private static CodedInputStream in(byte[] bytes, int offset) {
        return CodedInputStream.newInstance(bytes, offset, bytes.length - offset);
    }

    /// @param value null where the field was absent
    static <T> T required(@Nullable T value, String what) throws MalformedException {
        if (value == null) {
            throw new MalformedException(what + " is missing");
        }
        return value;
    }

    static int within(int min, int max, long value, String what) throws MalformedException {
        if (value < min || value > max) {
            throw new MalformedException(
                    "%s must lie in %d..%d, was %s"
                            .formatted(what, min, max, Long.toUnsignedString(value)));
        }
        return (int) value;
    }

    /// Reads a whole array.
    ///
    /// @throws MalformedException instead of whatever else the reader or the model throws
    <T> T all(Reader<T> reader) throws MalformedException {
        try {
            return reader.read(this);
        } catch (MalformedException malformed) {
            throw malformed;
        } catch (IllegalArgumentException limit) {
            // The records of the model check themselves, and say what is wrong.
            throw new MalformedException(String.valueOf(limit.getMessage()));
        } catch (IOException broken) {
            throw new MalformedException(
                    "damaged or cut off near byte %d of %d".formatted(position(), bytes.length));
        }
    }

    /// Steps to the next field.
    ///
    /// @return whether there is one
    boolean next() throws IOException {
        tag = in.readTag();
        return tag != 0;
    }

    /// The number of the field that [#next] stepped to.
    int number() {
        return WireFormat.getTagFieldNumber(tag);
    }

    void skip() throws IOException {
        if (!in.skipField(tag)) {
            throw new MalformedException(
                    "end of a group that did not begin, near byte %d".formatted(position()));
        }
    }

    /// Skips what is left of the message that is being read, whatever it is.
    void skipRest() throws IOException {
        in.skipRawBytes(in.getBytesUntilLimit());
    }

    <T> T message(Reader<T> reader) throws IOException {
        int outer = in.pushLimit(length());
        var value = reader.read(this);
        in.popLimit(outer);
        return value;
    }

    long fixed64() throws IOException {
        expect(WireFormat.WIRETYPE_FIXED64);
        return in.readFixed64();
    }

    int fixed32() throws IOException {
        expect(WireFormat.WIRETYPE_FIXED32);
        return in.readFixed32();
    }

    /// Fixed32 values written one after the other, as repeated ones are.
    ///
    /// @param max how many there may be
    List<Integer> packedFixed32(int max, String what) throws IOException {
        int length = length();
        if (length % Integer.BYTES != 0 || length / Integer.BYTES > max) {
            throw new MalformedException(
                    "%s must be at most %d of 4 bytes each, have %d bytes"
                            .formatted(what, max, length));
        }
        var values = new ArrayList<Integer>(length / Integer.BYTES);
        for (int i = 0; i < length; i += Integer.BYTES) {
            values.add(in.readFixed32());
        }
        return Collections.unmodifiableList(values);
    }

    long varint() throws IOException {
        expect(WireFormat.WIRETYPE_VARINT);
        return in.readRawVarint64();
    }

    boolean bool() throws IOException {
        return varint() != 0;
    }

    float float32() throws IOException {
        expect(WireFormat.WIRETYPE_FIXED32);
        return in.readFloat();
    }

    /// Reads packed floats. A writer may put them into several fields.
    ///
    /// @param before what earlier fields held
    /// @return both together
    float[] floats(float[] before, int max, String what) throws IOException {
        int bytes = length();
        int count = bytes / Float.BYTES;
        if (bytes % Float.BYTES != 0) {
            throw new MalformedException(
                    "%s must be a multiple of %d bytes, were %d"
                            .formatted(what, Float.BYTES, bytes));
        }
        if (before.length + count > max) {
            throw new MalformedException(
                    "%s must be at most %d, were %d".formatted(what, max, before.length + count));
        }
        var all = Arrays.copyOf(before, before.length + count);
        for (int i = before.length; i < all.length; i++) {
            all[i] = in.readFloat();
        }
        return all;
    }

    String text() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.readStringRequireUtf8();
    }

    byte[] bytes() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.readByteArray();
    }

    /// Adds the numbers of a packed list to `list`, which holds at most `max`.
    void packedFixed64(List<Long> list, int max, String what) throws IOException {
        packed(list, max, what, in::readRawLittleEndian64);
    }

    /// Adds the numbers of a packed list to `list`, which holds at most `max`.
    void packedVarint(List<Long> list, int max, String what) throws IOException {
        packed(list, max, what, in::readRawVarint64);
    }

    @FunctionalInterface
    private interface Numbers {
        long next() throws IOException;
    }

    private void packed(List<Long> list, int max, String what, Numbers numbers) throws IOException {
        int outer = in.pushLimit(length());
        while (in.getBytesUntilLimit() > 0) {
            if (list.size() == max) {
                throw new MalformedException(
                        "%s must be at most %d, are more".formatted(what, max));
            }
            list.add(numbers.next());
        }
        in.popLimit(outer);
    }

    /// Where the next byte to be read stands in the array.
    int position() {
        return offset + in.getTotalBytesRead();
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private int length() throws IOException {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        long length = in.readRawVarint64();
        int left = bytes.length - position();
        if (length < 0 || length > left) {
            throw new MalformedException(
                    "field %d declares %s bytes near byte %d, but only %d follow"
                            .formatted(number(), Long.toUnsignedString(length), position(), left));
        }
        return (int) length;
    }

    private void expect(int wireType) throws MalformedException {
        if (WireFormat.getTagWireType(tag) != wireType) {
            throw new MalformedException(
                    "field %d has wire type %d near byte %d, expected %d"
                            .formatted(
                                    number(),
                                    WireFormat.getTagWireType(tag),
                                    position(),
                                    wireType));
        }
    }
}
