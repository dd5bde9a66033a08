"""``python -m orchestration.cli`` is ``fangzhi``."""

from orchestration.cli import main

if __name__ == "__main__":
    main()
