// SPDX-License-Identifier: Apache-2.0
package org.parley.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory that an installation's lasting data is in: readable by its owner alone, and used by one
/// server at a time.
public final class DataDirectory implements AutoCloseable {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final boolean temporary;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataDirectory(Path path, boolean temporary, FileChannel lockFile, FileLock lock) {
        this.path = path;
        this.temporary = temporary;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /// @throws SettingsException if it cannot be made, written or locked
    public static DataDirectory open(Path path) {
        try {
            Files.createDirectories(path, directoryMode());
        } catch (FileAlreadyExistsException e) {
            throw new SettingsException("data is %s, which is not a directory".formatted(path), e);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
        return lock(path, false);
    }

    /// A fresh one that is deleted when it is closed.
    public static DataDirectory temporary() {
        try {
            return lock(Files.createTempDirectory("parley-"), true);
        } catch (IOException e) {
            throw new SettingsException("no temporary directory can be made: " + e.getMessage(), e);
        }
    }

    private static DataDirectory lock(Path path, boolean temporary) {
        try {
            if (POSIX) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
            Path file = path.resolve("lock");
            if (!Files.exists(file)) {
                Files.createFile(file, fileMode());
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new SettingsException(
                        "the data directory %s is in use by another server: stop it or choose another with --data"
                                .formatted(path));
            }
            return new DataDirectory(path, temporary, channel, lock);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static SettingsException notWritable(Path path, IOException e) {
        return new SettingsException(
                "the data directory %s cannot be written: give this user the right to, or choose another with --data"
                        .formatted(path),
                e);
    }

    public Path path() {
        return path;
    }

    /// A secret of `bytes` random bytes in a file, drawn at first use.
    ///
    /// @param drawn what to keep if there is none yet
    public byte[] secret(String name, byte[] drawn) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file)) {
                Path fresh = path.resolve(name + ".new");
                Files.deleteIfExists(fresh);
                Files.createFile(fresh, fileMode());
                Files.write(fresh, drawn);
                Files.move(fresh, file);
            }
            byte[] secret = Files.readAllBytes(file);
            if (secret.length != drawn.length) {
                throw new SettingsException("%s has %d bytes instead of %d: restore it from a backup"
                        .formatted(file, secret.length, drawn.length));
            }
            return secret;
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    /// Keeps bytes in a file, in place of what it had: after a crash it has the one or the other, whole.
    ///
    /// @throws SettingsException if it cannot be written
    public void keep(String name, byte[] bytes) {
        Path file = path.resolve(name);
        Path fresh = path.resolve(name + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, fileMode());
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    /// What [#keep] has kept; empty if there is nothing.
    ///
    /// @param most bytes that it may have
    /// @throws SettingsException if it cannot be read or has more
    public Optional<byte[]> kept(String name, int most) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > most) {
                throw new SettingsException("%s has more than %d bytes".formatted(file, most));
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SettingsException("%s cannot be read".formatted(file), e);
        }
    }

    /// Takes from everybody but the owner the right to read what libraries have put here.
    public void tighten() {
        if (!POSIX) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    private static FileAttribute<?>[] directoryMode() {
        return mode("rwx------");
    }

    private static FileAttribute<?>[] fileMode() {
        return mode("rw-------");
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
            if (temporary) {
                try (Stream<Path> files = Files.walk(path)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException _) {
            // What is left is a temporary directory or a lock that ends with the process.
        }
    }
}
