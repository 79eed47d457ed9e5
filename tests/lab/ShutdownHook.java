import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A broker in miniature: on shutdown it flushes segments to its log, one every 100 ms as a slow disk
 * would, then writes a marker that says the log is whole.
 *
 * Arguments: data directory, number of segments.
 */
public final class ShutdownHook {
    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        int segments = Integer.parseInt(arguments[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> flush(directory, segments)));
        System.out.println("ready " + ProcessHandle.current().pid());
        Thread.currentThread().join();
    }

    private static void flush(Path directory, int segments) {
        try (OutputStream log = new FileOutputStream(directory.resolve("segments").toFile())) {
            for (int number = 1; number <= segments; number++) {
                Thread.sleep(100);
                log.write(("segment " + number + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            Files.writeString(directory.resolve("clean-shutdown"), segments + "\n");
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
