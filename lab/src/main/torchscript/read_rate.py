class ReadRate(Module):
  # The sum of a long tensor, to measure how fast memory is read.
  __parameters__ = []
  __buffers__ = []
  training : bool
  values : List[Tensor]
  def bind(self: __torch__.read_rate.ReadRate, like: Tensor, size: int) -> int:
    # like: any tensor on the device that is measured
    self.values = [torch.new_ones(like, [size])]
    return size
  def read(self: __torch__.read_rate.ReadRate) -> float:
    return float(torch.sum(self.values[0]))
