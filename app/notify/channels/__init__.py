"""The ways out of the app: chat services, web push, and what each can be asked."""
