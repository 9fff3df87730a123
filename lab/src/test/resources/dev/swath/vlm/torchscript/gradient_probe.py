import __torch__.optim
import __torch__.encoder_training
import __torch__.conv_teacher
import __torch__.change_training
import __torch__.language_training
# The training losses in double precision, with their gradients and with one weight moved a little, to hold the
# one against the other. Inputs come in fp32 as a list.
def widen(w: Dict[str, Tensor]) -> int:
  for name in torch.keys(w):
    w[name] = torch.to(w[name], 7)
  return len(w)
def sizes(parameters: List[Tensor]) -> Tensor:
  n = torch.zeros([len(parameters)], dtype=4)
  for i in range(len(parameters)):
    _0 = torch.fill_(torch.select(n, 0, i), torch.numel(parameters[i]))
  return n
def entry(parameters: List[Tensor], which: int, at: int) -> Tensor:
  # A view of one number, counted row by row however they lie
  value = torch.detach(parameters[which])
  for i in range(torch.dim(value)):
    n = torch.floordiv(torch.numel(value), value.size(0))
    value = torch.select(value, 0, torch.floordiv(at, n))
    at = torch.remainder(at, n)
  return value
class Wrong(Module):
  # A loss of which autograd sees a half: x * x with one factor detached.
  __parameters__ = []
  __buffers__ = []
  training : bool
  loaded : Dict[str, Tensor]
  x : List[Tensor]
  def add(self: __torch__.gradient_probe.Wrong, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    self.x = [torch.requires_grad_(torch.to(torch.view_copy(raw, dtype=6), 7), True)]
    return at
  def bind(self: __torch__.gradient_probe.Wrong) -> int:
    return len(self.x)
  def parameters(self: __torch__.gradient_probe.Wrong) -> List[Tensor]:
    return self.x
  def loss(self: __torch__.gradient_probe.Wrong) -> Tensor:
    return torch.sum(self.x[0] * torch.detach(self.x[0]))
class EncoderGradients(Module):
  # x: pixels, targets, mask, shares, known, kept tokens
  __parameters__ = []
  __buffers__ = []
  training : bool
  net : __torch__.encoder_training.EncoderTraining
  found : List[Tensor]
  def add(self: __torch__.gradient_probe.EncoderGradients, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return (self.net).add(name, raw, dtype, shape, at)
  def bind(self: __torch__.gradient_probe.EncoderGradients) -> int:
    t = self.net
    wide = __torch__.gradient_probe.widen(t.loaded)
    inside = __torch__.gradient_probe.widen((t.net).loaded)
    return t.bind()
  def loss(self: __torch__.gradient_probe.EncoderGradients, x: List[Tensor]) -> Tensor:
    return (self.net).loss(x[0], torch.to(x[1], 7), torch.to(x[2], 7), torch.to(x[3], 7), torch.to(x[4], 7), torch.to(x[5], 4))
  def sizes(self: __torch__.gradient_probe.EncoderGradients) -> Tensor:
    return __torch__.gradient_probe.sizes((self.net).parameters())
  def gradients(self: __torch__.gradient_probe.EncoderGradients, x: List[Tensor]) -> float:
    loss = self.loss(x)
    self.found = __torch__.optim.gradients(loss, (self.net).parameters())
    return float(loss)
  def gradient(self: __torch__.gradient_probe.EncoderGradients, which: int, at: int) -> float:
    return float(torch.select(torch.reshape(self.found[which], [-1]), 0, at))
  def nudged(self: __torch__.gradient_probe.EncoderGradients, x: List[Tensor], which: int, at: int, by: float) -> float:
    value = __torch__.gradient_probe.entry((self.net).parameters(), which, at)
    before = float(value)
    _0 = torch.fill_(value, before + by)
    loss = float(self.loss(x))
    _1 = torch.fill_(value, before)
    return loss
class TeacherGradients(Module):
  # x: pixels, targets, mask
  __parameters__ = []
  __buffers__ = []
  training : bool
  net : __torch__.conv_teacher.ConvTeacher
  found : List[Tensor]
  def add(self: __torch__.gradient_probe.TeacherGradients, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return (self.net).add(name, raw, dtype, shape, at)
  def bind(self: __torch__.gradient_probe.TeacherGradients) -> int:
    t = self.net
    wide = __torch__.gradient_probe.widen(t.loaded)
    return t.bind()
  def loss(self: __torch__.gradient_probe.TeacherGradients, x: List[Tensor]) -> Tensor:
    return (self.net).loss(x[0], torch.to(x[1], 7), torch.to(x[2], 7))
  def sizes(self: __torch__.gradient_probe.TeacherGradients) -> Tensor:
    return __torch__.gradient_probe.sizes((self.net).parameters())
  def gradients(self: __torch__.gradient_probe.TeacherGradients, x: List[Tensor]) -> float:
    loss = self.loss(x)
    self.found = __torch__.optim.gradients(loss, (self.net).parameters())
    return float(loss)
  def gradient(self: __torch__.gradient_probe.TeacherGradients, which: int, at: int) -> float:
    return float(torch.select(torch.reshape(self.found[which], [-1]), 0, at))
  def nudged(self: __torch__.gradient_probe.TeacherGradients, x: List[Tensor], which: int, at: int, by: float) -> float:
    value = __torch__.gradient_probe.entry((self.net).parameters(), which, at)
    before = float(value)
    _0 = torch.fill_(value, before + by)
    loss = float(self.loss(x))
    _1 = torch.fill_(value, before)
    return loss
class ChangeGradients(Module):
  # x: before, after, changed, shares, places
  __parameters__ = []
  __buffers__ = []
  training : bool
  net : __torch__.change_training.ChangeTraining
  found : List[Tensor]
  def add(self: __torch__.gradient_probe.ChangeGradients, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return (self.net).add(name, raw, dtype, shape, at)
  def bind(self: __torch__.gradient_probe.ChangeGradients) -> int:
    t = self.net
    wide = __torch__.gradient_probe.widen(t.loaded)
    return t.bind()
  def loss(self: __torch__.gradient_probe.ChangeGradients, x: List[Tensor]) -> Tensor:
    return (self.net).loss(x[0], x[1], torch.to(x[2], 7), torch.to(x[3], 7), torch.to(x[4], 7), True)
  def sizes(self: __torch__.gradient_probe.ChangeGradients) -> Tensor:
    return __torch__.gradient_probe.sizes((self.net).parameters())
  def gradients(self: __torch__.gradient_probe.ChangeGradients, x: List[Tensor]) -> float:
    loss = self.loss(x)
    self.found = __torch__.optim.gradients(loss, (self.net).parameters())
    return float(loss)
  def gradient(self: __torch__.gradient_probe.ChangeGradients, which: int, at: int) -> float:
    return float(torch.select(torch.reshape(self.found[which], [-1]), 0, at))
  def nudged(self: __torch__.gradient_probe.ChangeGradients, x: List[Tensor], which: int, at: int, by: float) -> float:
    value = __torch__.gradient_probe.entry((self.net).parameters(), which, at)
    before = float(value)
    _0 = torch.fill_(value, before + by)
    loss = float(self.loss(x))
    _1 = torch.fill_(value, before)
    return loss
class LanguageGradients(Module):
  # x: ids, images, places, targets
  __parameters__ = []
  __buffers__ = []
  training : bool
  net : __torch__.language_training.LanguageTraining
  found : List[Tensor]
  def add(self: __torch__.gradient_probe.LanguageGradients, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return (self.net).add(name, raw, dtype, shape, at)
  def bind(self: __torch__.gradient_probe.LanguageGradients) -> int:
    t = self.net
    wide = __torch__.gradient_probe.widen(t.loaded)
    inside = __torch__.gradient_probe.widen((t.net).loaded)
    return t.bind()
  def loss(self: __torch__.gradient_probe.LanguageGradients, x: List[Tensor]) -> Tensor:
    return (self.net).loss(torch.to(x[0], 4), x[1], torch.to(x[2], 4), torch.to(x[3], 4))
  def sizes(self: __torch__.gradient_probe.LanguageGradients) -> Tensor:
    return __torch__.gradient_probe.sizes((self.net).parameters())
  def gradients(self: __torch__.gradient_probe.LanguageGradients, x: List[Tensor]) -> float:
    loss = self.loss(x)
    self.found = __torch__.optim.gradients(loss, (self.net).parameters())
    return float(loss)
  def gradient(self: __torch__.gradient_probe.LanguageGradients, which: int, at: int) -> float:
    return float(torch.select(torch.reshape(self.found[which], [-1]), 0, at))
  def nudged(self: __torch__.gradient_probe.LanguageGradients, x: List[Tensor], which: int, at: int, by: float) -> float:
    value = __torch__.gradient_probe.entry((self.net).parameters(), which, at)
    before = float(value)
    _0 = torch.fill_(value, before + by)
    loss = float(self.loss(x))
    _1 = torch.fill_(value, before)
    return loss
class WrongGradients(Module):
  # x: nothing
  __parameters__ = []
  __buffers__ = []
  training : bool
  net : __torch__.gradient_probe.Wrong
  found : List[Tensor]
  def add(self: __torch__.gradient_probe.WrongGradients, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return (self.net).add(name, raw, dtype, shape, at)
  def bind(self: __torch__.gradient_probe.WrongGradients) -> int:
    t = self.net
    wide = __torch__.gradient_probe.widen(t.loaded)
    return t.bind()
  def loss(self: __torch__.gradient_probe.WrongGradients, x: List[Tensor]) -> Tensor:
    return (self.net).loss()
  def sizes(self: __torch__.gradient_probe.WrongGradients) -> Tensor:
    return __torch__.gradient_probe.sizes((self.net).parameters())
  def gradients(self: __torch__.gradient_probe.WrongGradients, x: List[Tensor]) -> float:
    loss = self.loss(x)
    self.found = __torch__.optim.gradients(loss, (self.net).parameters())
    return float(loss)
  def gradient(self: __torch__.gradient_probe.WrongGradients, which: int, at: int) -> float:
    return float(torch.select(torch.reshape(self.found[which], [-1]), 0, at))
  def nudged(self: __torch__.gradient_probe.WrongGradients, x: List[Tensor], which: int, at: int, by: float) -> float:
    value = __torch__.gradient_probe.entry((self.net).parameters(), which, at)
    before = float(value)
    _0 = torch.fill_(value, before + by)
    loss = float(self.loss(x))
    _1 = torch.fill_(value, before)
    return loss
