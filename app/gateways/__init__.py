"""Other systems' doors to the same verbs."""
