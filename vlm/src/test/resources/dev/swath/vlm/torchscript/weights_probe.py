import __torch__.weights
class WeightsProbe(Module):
  # Keeps weights as a network does and gives them back.
  __parameters__ = []
  __buffers__ = []
  training : bool
  loaded : Dict[str, Tensor]
  def add(self: __torch__.weights_probe.WeightsProbe, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
  def named(self: __torch__.weights_probe.WeightsProbe) -> Dict[str, Tensor]:
    return self.loaded
