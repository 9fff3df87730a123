import __torch__.linear
class LinearProbe(Module):
  # One linear layer in both forms, to measure which is faster.
  __parameters__ = []
  __buffers__ = []
  training : bool
  # [in, out] fp32 and empty, and int8 with its scales
  full : List[Tensor]
  narrow : List[Tensor]
  def bind(self: __torch__.linear_probe.LinearProbe, out: int, inner: int) -> int:
    w = torch.t(torch.div(torch.randn([out, inner]), 32.))
    self.full = [w, torch.new_empty(w, [0])]
    q, scale = __torch__.linear.narrowed(w)
    self.narrow = [q, scale]
    return out
  def run(self: __torch__.linear_probe.LinearProbe, int8: bool, tokens: int, times: int) -> float:
    w = self.narrow if int8 else self.full
    x = torch.randn([tokens, w[0].size(0)])
    y = x
    for i in range(times):
      y = __torch__.linear.apply(x, w[0], w[1])
    return float(y[0][0])
