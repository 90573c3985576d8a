"""What every test has at hand. The database's tables are made once a run; each test's changes are rolled back."""

# CPython 3.11 fails with “AST constructor recursion depth mismatch” when hypothesis is first imported under Playwright.
import hypothesis

hypothesis.settings.register_profile("shop", deadline=None, print_blob=True)
hypothesis.settings.load_profile("shop")
