package dev.swath.imagery;

/** The transverse Mercator projection by its textbook series, to check Apache SIS with. */
final class Utm {
  private Utm() {}

  /**
   * Easting and northing on the WGS 84 ellipsoid, northern hemisphere; Snyder, Map Projections
   * (USGS Professional Paper 1395), equations 8-9 and 8-10; good to centimetres within the zone.
   */
  static double[] of(double longitude, double latitude, double centralMeridian) {
    double a = 6378137.0;
    double e2 = 0.00669437999014;
    double phi = Math.toRadians(latitude);
    double ep2 = e2 / (1 - e2);
    double n = a / Math.sqrt(1 - e2 * Math.pow(Math.sin(phi), 2));
    double t = Math.pow(Math.tan(phi), 2);
    double c = ep2 * Math.pow(Math.cos(phi), 2);
    double aa = Math.cos(phi) * Math.toRadians(longitude - centralMeridian);
    double m =
        a
            * ((1 - e2 / 4 - 3 * e2 * e2 / 64 - 5 * e2 * e2 * e2 / 256) * phi
                - (3 * e2 / 8 + 3 * e2 * e2 / 32 + 45 * e2 * e2 * e2 / 1024) * Math.sin(2 * phi)
                + (15 * e2 * e2 / 256 + 45 * e2 * e2 * e2 / 1024) * Math.sin(4 * phi)
                - 35 * e2 * e2 * e2 / 3072 * Math.sin(6 * phi));
    double east =
        0.9996
            * n
            * (aa
                + (1 - t + c) * Math.pow(aa, 3) / 6
                + (5 - 18 * t + t * t + 72 * c - 58 * ep2) * Math.pow(aa, 5) / 120);
    double north =
        0.9996
            * (m
                + n
                    * Math.tan(phi)
                    * (aa * aa / 2
                        + (5 - t + 9 * c + 4 * c * c) * Math.pow(aa, 4) / 24
                        + (61 - 58 * t + t * t + 600 * c - 330 * ep2) * Math.pow(aa, 6) / 720));
    return new double[] {500_000 + east, north};
  }
}
