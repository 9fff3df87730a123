class Inner(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  small : int
class AttributesProbe(Module):
  # One attribute of every type that an archive can hold.
  __parameters__ = []
  __buffers__ = []
  training : bool
  yes : bool
  no : bool
  large : int
  real : float
  text : str
  tensors : List[Tensor]
  named : Dict[str, Tensor]
  inner : __torch__.attributes_probe.Inner
  def total(self: __torch__.attributes_probe.AttributesProbe, factor: float) -> float:
    sum = factor * self.real + float(self.large) + float((self.inner).small) + float(len(self.text))
    if self.yes and torch.__not__(self.no):
      sum = sum + 1000.
    return sum + float(len(self.tensors)) + float(len(self.named))
