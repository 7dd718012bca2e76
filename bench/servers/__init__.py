"""The servers that are measured, each started by uvicorn in a process of its own."""
