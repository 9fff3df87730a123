def fill(into: Dict[str, Tensor], name: str, shape: List[int], at: int, raw: Tensor, dtype: str, half: bool) -> int:
  # Writes values into the tensor `name` [shape], from its value number `at` on. The first write makes the tensor,
  # in bf16 if `half`, in fp32 otherwise; large ones are filled piece by piece, so that a weight is never held twice.
  # raw: [bytes] uint8, as they lie in a safetensors file. Result: how many values there were.
  if torch.eq(dtype, "BF16"):
    typed = torch.view_copy(raw, dtype=15)
  else:
    if torch.eq(dtype, "F16"):
      typed = torch.view_copy(raw, dtype=5)
    else:
      if torch.eq(dtype, "F64"):
        typed = torch.view_copy(raw, dtype=7)
      else:
        typed = torch.view_copy(raw, dtype=6)
  target = 6
  if half:
    target = 15
  if torch.__not__(torch.__contains__(into, name)):
    into[name] = torch.empty(shape, dtype=target, device=ops.prim.device(raw))
  n = torch.numel(typed)
  _0 = torch.copy_(torch.narrow(torch.reshape(into[name], [-1]), 0, at, n), typed)
  return n
