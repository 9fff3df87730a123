package dev.swath.imagery;

import java.awt.image.DataBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.sis.coverage.SampleDimension;
import org.apache.sis.coverage.grid.GridGeometry;
import org.apache.sis.storage.DataStoreException;
import org.apache.sis.storage.GridCoverageResource;
import org.apache.sis.storage.Resource;
import org.apache.sis.storage.geotiff.GeoTiffStore;
import org.apache.sis.util.collection.TableColumn;

/** What the header of a GeoTIFF tells, by way of Apache SIS. */
final class SisHeader {
  private SisHeader() {}

  /**
   * The first image, with its overviews.
   *
   * @param name the asset, for the message
   */
  static GridCoverageResource mainImage(GeoTiffStore store, String name) throws DataStoreException {
    for (Resource component : store.components()) {
      if (component instanceof GridCoverageResource image) {
        return image;
      }
    }
    throw new SceneException(name + " holds no image");
  }

  /** The full resolution first, then the overviews from fine to coarse. */
  static List<RasterFile.Size> sizes(GridCoverageResource image, GridGeometry grid)
      throws DataStoreException {
    int width = Math.toIntExact(grid.getExtent().getSize(0));
    int height = Math.toIntExact(grid.getExtent().getSize(1));
    List<RasterFile.Size> sizes = new ArrayList<>();
    sizes.add(new RasterFile.Size(width, height));
    if (!grid.isDefined(GridGeometry.GRID_TO_CRS)) {
      return List.copyOf(sizes); // SIS tells overviews by their resolution
    }
    List<double[]> resolutions = image.getResolutions();
    for (int i = 1; i < resolutions.size(); i++) {
      double across = resolutions.get(i)[0] / resolutions.get(0)[0];
      double down = resolutions.get(i)[1] / resolutions.get(0)[1];
      sizes.add(
          new RasterFile.Size((int) Math.round(width / across), (int) Math.round(height / down)));
    }
    return List.copyOf(sizes);
  }

  /**
   * For each band, the value that marks missing pixels in what SIS reads.
   *
   * @param dataType of {@link DataBuffer}
   */
  static List<OptionalDouble> nodata(GeoTiffStore store, GridCoverageResource image, int dataType)
      throws DataStoreException {
    List<SampleDimension> samples = image.getSampleDimensions();
    if (dataType != DataBuffer.TYPE_FLOAT && dataType != DataBuffer.TYPE_DOUBLE) {
      return samples.stream().map(SisHeader::nodata).toList();
    }
    // In floats SIS replaces the value by NaN, and does not tell that there was one.
    OptionalDouble value =
        declaresNodata(store) ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
    return Collections.nCopies(samples.size(), value);
  }

  private static OptionalDouble nodata(SampleDimension sample) {
    // SIS keeps GDAL_NODATA as the background of the stored values.
    return sample
        .forConvertedValues(false)
        .getBackground()
        .map(value -> OptionalDouble.of(value.doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  private static boolean declaresNodata(GeoTiffStore store) throws DataStoreException {
    return store
        .getNativeMetadata()
        .flatMap(tags -> tags.getRoot().getChildren().stream().findFirst())
        .map(image -> image.getChildren().stream())
        .orElse(Stream.empty())
        .anyMatch(tag -> "GDAL_NODATA".contentEquals(tag.getValue(TableColumn.NAME)));
  }
}
