import runpy


def test_a_process_that_builds_a_list_does_not_run_the_command_again() -> None:
    ran = runpy.run_module("bot.__main__", run_name="__mp_main__")  # as multiprocessing does
    assert callable(ran["main"])
