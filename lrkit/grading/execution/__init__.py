"""The execution of submissions: workers, sandbox sessions, and the judge who stays outside."""
