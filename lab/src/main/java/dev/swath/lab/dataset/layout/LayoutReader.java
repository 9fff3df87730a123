package dev.swath.lab.dataset.layout;

import java.io.IOException;

/** Reads one published layout. */
@FunctionalInterface
interface LayoutReader {

  /**
   * @throws IOException naming the file or folder, if what the layout needs is not there at all
   */
  void read(DatasetBuilder dataset) throws IOException;
}
