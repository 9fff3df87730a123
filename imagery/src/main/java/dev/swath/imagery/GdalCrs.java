package dev.swath.imagery;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import org.apache.sis.referencing.CRS;
import org.apache.sis.referencing.crs.AbstractCRS;
import org.apache.sis.referencing.cs.AxesConvention;
import org.opengis.referencing.crs.CoordinateReferenceSystem;
import org.opengis.util.FactoryException;

/**
 * GDAL's coordinate reference systems as Apache SIS knows them, so that both readers project by the
 * same code.
 */
final class GdalCrs {
  private static final String[] WKT = {"FORMAT=WKT2_2015", "MULTILINE=NO"};

  private GdalCrs() {}

  /**
   * The horizontal part of a system, x (or longitude) first.
   *
   * @throws FactoryException if Apache SIS does not know it
   */
  static CoordinateReferenceSystem of(Gdal gdal, Pointer system) throws FactoryException {
    String authority = gdal.OSRGetAuthorityName(system, null);
    String code = gdal.OSRGetAuthorityCode(system, null);
    CoordinateReferenceSystem crs =
        "EPSG".equals(authority) && code != null
            ? CRS.forCode("EPSG:" + code)
            : CRS.fromWKT(wkt(gdal, system));
    CoordinateReferenceSystem horizontal = CRS.getHorizontalComponent(crs);
    if (horizontal == null) {
      throw new FactoryException("it has no horizontal part: " + crs.getName());
    }
    return AbstractCRS.castOrCopy(horizontal).forConvention(AxesConvention.RIGHT_HANDED);
  }

  private static String wkt(Gdal gdal, Pointer system) throws FactoryException {
    PointerByReference text = new PointerByReference();
    gdal.CPLErrorReset();
    int error = gdal.OSRExportToWktEx(system, text, WKT);
    Pointer value = text.getValue();
    try {
      if (error != 0 || value == null) {
        throw new FactoryException(gdal.CPLGetLastErrorMsg());
      }
      return value.getString(0, "UTF-8");
    } finally {
      if (value != null) {
        gdal.VSIFree(value);
      }
    }
  }
}
