package dev.swath.imagery;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The part of GDAL's C API that is used, as its headers declare it ({@code gdal.h}, {@code
 * gdal_alg.h}, {@code gdal_frmts.h}, {@code cpl_*.h}, {@code ogr_srs_api.h}). {@code size_t} and
 * {@code vsi_l_offset} are longs: 64-bit platforms only.
 */
interface Gdal extends Library {
  int OF_RASTER = 0x02;
  int OF_VERBOSE_ERROR = 0x40;
  int READ = 0;
  int FLOAT32 = 6;
  int ALPHA_BAND = 6;

  String GDALVersionInfo(String request);

  void GDALRegister_GTiff();

  void GDALRegister_JP2OpenJPEG();

  int GDALGetDriverCount();

  Pointer GDALGetDriverByName(String name);

  void GDALSetCacheMax64(long bytes);

  void CPLSetConfigOption(String key, String value);

  Pointer CPLSetErrorHandler(Pointer handler);

  void CPLErrorReset();

  String CPLGetLastErrorMsg();

  void VSIFree(Pointer memory);

  Pointer VSIAllocFilesystemPluginCallbacksStruct();

  void VSIFreeFilesystemPluginCallbacksStruct(Pointer callbacks);

  /**
   * @param prefix is kept, not copied
   */
  int VSIInstallPluginHandler(Pointer prefix, Pointer callbacks);

  Pointer GDALOpenEx(
      String name, int flags, String[] drivers, String[] options, String[] siblingFiles);

  void GDALClose(Pointer dataset);

  int GDALGetRasterXSize(Pointer dataset);

  int GDALGetRasterYSize(Pointer dataset);

  int GDALGetRasterCount(Pointer dataset);

  String GDALGetMetadataItem(Pointer object, String name, String domain);

  int GDALGetGeoTransform(Pointer dataset, double[] six);

  Pointer GDALGetSpatialRef(Pointer dataset);

  int GDALGetGCPCount(Pointer dataset);

  Pointer GDALGetGCPs(Pointer dataset);

  Pointer GDALGetGCPSpatialRef(Pointer dataset);

  Pointer GDALGetRasterBand(Pointer dataset, int number);

  int GDALGetRasterDataType(Pointer band);

  int GDALGetDataTypeSizeBytes(int type);

  double GDALGetRasterNoDataValue(Pointer band, IntByReference given);

  int GDALGetRasterColorInterpretation(Pointer band);

  void GDALGetBlockSize(Pointer band, IntByReference width, IntByReference height);

  int GDALGetOverviewCount(Pointer band);

  Pointer GDALGetOverview(Pointer band, int index);

  Pointer GDALGetBandDataset(Pointer band);

  int GDALDatasetRasterIO(
      Pointer dataset,
      int direction,
      int x,
      int y,
      int width,
      int height,
      Pointer buffer,
      int bufferWidth,
      int bufferHeight,
      int type,
      int bands,
      int[] bandNumbers,
      int pixelSpace,
      int lineSpace,
      int bandSpace);

  String OSRGetAuthorityName(Pointer system, String key);

  String OSRGetAuthorityCode(Pointer system, String key);

  int OSRExportToWktEx(Pointer system, PointerByReference wkt, String[] options);

  Pointer GDALCreateTPSTransformer(int count, Pointer points, int reversed);

  int GDALTPSTransform(
      Pointer transformer, int backwards, int count, double[] x, double[] y, double[] z, int[] ok);

  void GDALDestroyTPSTransformer(Pointer transformer);
}
