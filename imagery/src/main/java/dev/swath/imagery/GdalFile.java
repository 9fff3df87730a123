package dev.swath.imagery;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.opengis.referencing.crs.CoordinateReferenceSystem;
import org.opengis.util.FactoryException;

/** One file, read by GDAL, through as many datasets as there are threads reading at once. */
final class GdalFile implements RasterFile {
  /** The work of fitting a spline grows with the cube of their number. */
  private static final int MAX_POINTS = 2000;

  private final GdalLibrary library;
  private final URI href;
  private final String name;
  private final AssetSource source;
  private final ConcurrentLinkedDeque<GdalDataset> idle = new ConcurrentLinkedDeque<>();
  private final List<Size> sizes;
  private final List<OptionalDouble> nodata;
  private final boolean alpha;
  private final Optional<Placement> placement;
  private GcpTransform spline;

  /**
   * Opens a file and reads its header.
   *
   * @param name the asset, for messages
   * @throws SceneException if the file is missing or broken
   * @throws IOException if reading failed and may work later
   */
  GdalFile(GdalLibrary library, URI href, String name, AssetSource source) throws IOException {
    this.library = library;
    this.href = href;
    this.name = name;
    this.source = source;
    GdalDataset first = open();
    idle.push(first);
    try {
      this.sizes = first.sizes();
      this.nodata = first.nodata();
      this.alpha = first.alpha();
      this.placement = placement(first);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private GdalDataset open() throws IOException {
    return new GdalDataset(library, href, name, source);
  }

  private Optional<Placement> placement(GdalDataset dataset) {
    boolean points = dataset.transform().isEmpty() && dataset.groundControlPoints() > 0;
    Pointer system = dataset.crs(points);
    if (system == null || (!points && dataset.transform().isEmpty())) {
      return Optional.empty();
    }
    CoordinateReferenceSystem crs;
    try {
      crs = GdalCrs.of(library.api(), system);
    } catch (FactoryException e) {
      throw new SceneException(
          name + " has a coordinate reference system that is not known here: " + e.getMessage(), e);
    }
    if (points) {
      spline = spline(dataset);
      return Optional.of(new Placement(crs, spline));
    }
    double[] t = dataset.transform().get();
    return Optional.of(new Placement(crs, Placement.affine(t[1], t[2], t[0], t[4], t[5], t[3])));
  }

  private GcpTransform spline(GdalDataset dataset) {
    int count = dataset.groundControlPoints();
    if (count < 3 || count > MAX_POINTS) {
      throw new SceneException(
          "%s has %d ground control points: 3 to %d can be used; warp it first (gdalwarp)"
              .formatted(name, count, MAX_POINTS));
    }
    return GcpTransform.of(library.api(), count, dataset.points())
        .orElseThrow(
            () ->
                new SceneException(
                    name
                        + " has ground control points that no surface goes through (on a line, or"
                        + " two at the same place); warp it first (gdalwarp)"));
  }

  @Override
  public List<Size> sizes() {
    return sizes;
  }

  @Override
  public List<OptionalDouble> nodata() {
    return nodata;
  }

  @Override
  public boolean alpha() {
    return alpha;
  }

  @Override
  public Optional<Placement> placement() {
    return placement;
  }

  @Override
  public float[][] read(int overview, int x, int y, int width, int height, int[] bands)
      throws IOException {
    GdalDataset dataset = idle.poll();
    if (dataset == null) {
      dataset = open();
    }
    try {
      return dataset.read(overview, x, y, width, height, bands);
    } finally {
      idle.push(dataset);
    }
  }

  @Override
  public void close() {
    for (GdalDataset d = idle.poll(); d != null; d = idle.poll()) {
      d.close();
    }
    if (spline != null) {
      spline.close();
    }
  }
}
