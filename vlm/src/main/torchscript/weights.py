def tensor(raw: Tensor, dtype: str, shape: List[int], half: bool) -> Tensor:
  # raw: [bytes] uint8, a safetensors tensor as it lies in the file. Result: [shape], on the same
  # device, in bf16 if `half`, in fp32 otherwise.
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
  return torch.to(torch.reshape(typed, shape), target, False, True)
