class MatrixRate(Module):
  # Products of square matrices, to measure how fast they are.
  __parameters__ = []
  __buffers__ = []
  training : bool
  sides : List[Tensor]
  def bind(self: __torch__.matrix_rate.MatrixRate, x: Tensor, half: bool) -> int:
    # x [n, n]
    if half:
      x = torch.to(x, 15)
    self.sides = [torch.clone(x), torch.t(x) + 0.]
    return len(self.sides)
  def product(self: __torch__.matrix_rate.MatrixRate) -> float:
    # A value of the product is read, so that it is waited for, on a GPU too, and not left out as unused.
    x = torch.mm(self.sides[0], self.sides[1])
    return float(torch.select(torch.select(x, 0, 0), 0, 0))
