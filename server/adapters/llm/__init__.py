"""Language models: any OpenAI-compatible endpoint, and a scripted upstream that stands for one."""
