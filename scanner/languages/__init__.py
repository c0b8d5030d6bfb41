"""One module per language; ``LANGUAGES`` says which module handles which suffix, modules are imported when first needed."""
