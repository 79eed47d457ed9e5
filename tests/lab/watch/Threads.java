import java.nio.file.Files;
import java.nio.file.Path;

/** A service with many threads that starts a second daemon, which kills by a stale PID file. */
public final class Threads {
    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[0]);
        for (int one = 0; one < number; one++) {
            Thread thread = new Thread(Threads::rest, "worker-" + one);
            thread.setDaemon(true);
            thread.start();
        }
        System.out.println("ready " + ProcessHandle.current().pid());
        System.in.read();
        new ProcessBuilder(arguments[1], arguments[2]).inheritIO().start().waitFor();
        Thread.currentThread().join();
    }

    private static void rest() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
