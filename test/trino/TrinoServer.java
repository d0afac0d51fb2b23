import static io.trino.testing.TestingSession.testSessionBuilder;

import io.trino.plugin.hive.HivePlugin;
import io.trino.testing.DistributedQueryRunner;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * One Trino server on loopback. The argument is a folder with a NAME.properties for each catalog, as in Trino's etc/catalog.
 * Prints the server's URL on standard output, and ends when standard input closes.
 */
public class TrinoServer {
  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
    // Libraries log to standard output, which is for the URL.
    System.setOut(System.err);
    Map<String, String> server = Map.of("http-server.http.port", "0");
    try (DistributedQueryRunner runner =
        DistributedQueryRunner.builder(testSessionBuilder().build())
            .setWorkerCount(0)
            .setCoordinatorProperties(server)
            .build()) {
      runner.installPlugin(new HivePlugin());
      try (var files = Files.newDirectoryStream(Path.of(args[0]), "*.properties")) {
        for (Path file : files) addCatalog(runner, file);
      }
      out.println(runner.getCoordinator().getBaseUrl());
      while (System.in.read() >= 0) {}
    }
    System.exit(0);
  }

  private static void addCatalog(DistributedQueryRunner runner, Path file) throws Exception {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> config = new HashMap<>();
    for (String name : properties.stringPropertyNames()) config.put(name, properties.getProperty(name));
    String connector = config.remove("connector.name");
    runner.createCatalog(file.getFileName().toString().replace(".properties", ""), connector, config);
  }
}
