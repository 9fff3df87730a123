package dev.swath.vlm.torch;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network written as TorchScript text, loaded into libtorch. The one place of the house that
 * knows about archives and the engine's native calls.
 *
 * <p>The texts lie on the class path below {@code dev/swath/vlm/torchscript/}; a text may {@code
 * import __torch__.other} to call another's functions and classes. Where libtorch was built with
 * oneDNN, {@code other.onednn.py} takes the place of {@code other.py}: a text compiles only where
 * every operator in it is known.
 *
 * <p>Calls may come from any thread; a network whose methods change its own attributes (a KV cache,
 * an optimizer's state) must be called by one thread at a time.
 */
public final class TorchNetwork implements AutoCloseable {

  private static final String TEXTS = "/dev/swath/vlm/torchscript/";
  private static final Pattern IMPORT =
      Pattern.compile("^import __torch__\\.(\\w+)$", Pattern.MULTILINE);

  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final Device device;

  private TorchNetwork(PtNDManager manager, PtSymbolBlock block, Device device) {
    this.manager = manager;
    this.block = block;
    this.device = device;
  }

  /**
   * Packs, loads and compiles a network.
   *
   * @throws ai.djl.engine.EngineException if the text does not compile; the message quotes its line
   * @throws IllegalArgumentException if a text is not on the class path
   */
  public static TorchNetwork load(TorchObject object, Device device) {
    return load(object, device, Torch.hasOneDnn());
  }

  static TorchNetwork load(TorchObject object, Device device, boolean oneDnn) {
    Map<String, String> sources = new LinkedHashMap<>();
    collect(object.file(), oneDnn, sources);
    byte[] archive = TorchArchive.pack(object, sources);
    PtNDManager manager = Torch.newManager(device);
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
      return new TorchNetwork(manager, block, device);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Begins a call in inference mode; close it when its result has been read. */
  public TorchCall call(String method) {
    return new TorchCall((PtNDManager) manager.newSubManager(), block, method, false);
  }

  /**
   * Begins a call that records gradients. Tensors made in such a call may be trained; those made in
   * {@link #call} may not.
   */
  public TorchCall train(String method) {
    return new TorchCall((PtNDManager) manager.newSubManager(), block, method, true);
  }

  public Device device() {
    return device;
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }

  private static void collect(String file, boolean oneDnn, Map<String, String> sources) {
    if (sources.containsKey(file)) {
      return;
    }
    String text = text(file, oneDnn);
    sources.put(file, text);
    Matcher imports = IMPORT.matcher(text);
    while (imports.find()) {
      collect(imports.group(1), oneDnn, sources);
    }
  }

  private static String text(String file, boolean oneDnn) {
    String name = file + ".onednn.py";
    if (!oneDnn || TorchNetwork.class.getResource(TEXTS + name) == null) {
      name = file + ".py";
    }
    try (InputStream in = TorchNetwork.class.getResourceAsStream(TEXTS + name)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no network text " + TEXTS + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
