package io.starling.bench.agents;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// As much MessagePack as serf's agents speak: its first edition, where texts and bytes are one
/// type, and maps have texts for keys.
///
/// What is read are `Long`, `Boolean`, `Double`, `byte[]`, `List`, `Map`, and [#NIL].
final class MsgPack {
    static final Object NIL = new Object();
    private static final int LENGTH_MAX = 1 << 20;

    private MsgPack() {}

    static void write(DataOutputStream out, Object value) throws IOException {
        switch (value) {
            case String text -> raw(out, text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> raw(out, bytes);
            case Boolean yes -> out.writeByte(yes ? 0xc3 : 0xc2);
            case Integer number -> {
                out.writeByte(0xce);
                out.writeInt(number);
            }
            case Map<?, ?> map -> {
                out.writeByte(0x80 | checked(map.size(), 15));
                for (var entry : map.entrySet()) {
                    write(out, entry.getKey());
                    write(out, entry.getValue());
                }
            }
            default -> throw new IllegalArgumentException("no form for " + value.getClass());
        }
    }

    private static void raw(DataOutputStream out, byte[] bytes) throws IOException {
        if (bytes.length < 32) {
            out.writeByte(0xa0 | bytes.length);
        } else {
            out.writeByte(0xda);
            out.writeShort(checked(bytes.length, 0xffff));
        }
        out.write(bytes);
    }

    static Object read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        if (type < 0x80) {
            return (long) type;
        }
        if (type < 0x90) {
            return map(in, type & 0x0f);
        }
        if (type < 0xa0) {
            return list(in, type & 0x0f);
        }
        if (type < 0xc0) {
            return bytes(in, type & 0x1f);
        }
        return switch (type) {
            case 0xc0 -> NIL;
            case 0xc2, 0xc3 -> type == 0xc3;
            case 0xc4, 0xd9 -> bytes(in, in.readUnsignedByte());
            case 0xc5, 0xda -> bytes(in, in.readUnsignedShort());
            case 0xc6, 0xdb -> bytes(in, in.readInt());
            case 0xca -> (double) in.readFloat();
            case 0xcb -> in.readDouble();
            case 0xcc -> (long) in.readUnsignedByte();
            case 0xcd -> (long) in.readUnsignedShort();
            case 0xce -> Integer.toUnsignedLong(in.readInt());
            case 0xcf, 0xd3 -> in.readLong();
            case 0xd0 -> (long) in.readByte();
            case 0xd1 -> (long) in.readShort();
            case 0xd2 -> (long) in.readInt();
            case 0xdc -> list(in, in.readUnsignedShort());
            case 0xdd -> list(in, in.readInt());
            case 0xde -> map(in, in.readUnsignedShort());
            case 0xdf -> map(in, in.readInt());
            default -> {
                if (type >= 0xe0) {
                    yield (long) (byte) type;
                }
                throw new IOException("no MessagePack: a value begins with 0x%x".formatted(type));
            }
        };
    }

    static String text(Object raw) {
        return new String((byte[]) raw, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        var bytes = new byte[checked(length, LENGTH_MAX)];
        in.readFully(bytes);
        return bytes;
    }

    private static List<Object> list(DataInputStream in, int length) throws IOException {
        var list = new ArrayList<>();
        for (int i = 0; i < checked(length, LENGTH_MAX); i++) {
            list.add(read(in));
        }
        return list;
    }

    private static Map<String, Object> map(DataInputStream in, int length) throws IOException {
        var map = new TreeMap<String, Object>();
        for (int i = 0; i < checked(length, LENGTH_MAX); i++) {
            map.put(text(read(in)), read(in));
        }
        return map;
    }

    private static int checked(int length, int max) throws IOException {
        if (length < 0 || length > max) {
            throw new IOException("a length of %d, where %d is the most".formatted(length, max));
        }
        return length;
    }
}
